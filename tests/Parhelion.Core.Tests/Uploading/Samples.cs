using Parhelion.Tests;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>The genuine files in tests/samples.</summary>
internal static class Samples
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "samples");

    /// <summary>The path of a sample by its extension.</summary>
    public static string PathOf(string extension) => Path.Combine(Folder, $"sample.{extension}");

    public static byte[] Read(string extension) => File.ReadAllBytes(PathOf(extension));
}
