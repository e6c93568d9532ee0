using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>For tests that damage, remove or look for the file of a small blob: has it stored in a file of its own, in place of a segment.</summary>
internal static class BlobFiles
{
    /// <summary>The setting.</summary>
    public const string Setting = "Blobs:Segments=false";

    /// <summary>Sets it for a server in the process of the tests.</summary>
    public static void Choose(ParhelionServerOptions options) => options.Settings["Blobs:Segments"] = "false";
}
