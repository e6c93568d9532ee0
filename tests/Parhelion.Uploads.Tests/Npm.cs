using System.Diagnostics;
using Parhelion.Tests;

namespace Parhelion.Uploads.Tests;

/// <summary>Packages of npm that <c>eng/engines.sh</c> has installed.</summary>
internal static class Npm
{
    /// <summary>tus-js-client, Uppy and what drives them.</summary>
    public static string Clients { get; } = Path.Combine(Repository.Root, "tests", "Parhelion.Uploads.Tests", "npm");

    /// <summary>The sample of a page that uploads.</summary>
    public static string Sample { get; } = Path.Combine(Repository.Root, "samples", "BrowserUpload");

    /// <summary>Fails where the packages are missing, and skips the test where Node is.</summary>
    public static void Require(string folder)
    {
        Engines.Require("node");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "@uppy", "tus")), $"The packages of {folder} are not installed; eng/engines.sh installs them.");
    }

    /// <summary>Runs the script <c>build</c> of a package.</summary>
    public static async Task BuildAsync(string folder)
    {
        Require(folder);
        Engines.Require("npm");
        using var npm = Process.Start(new ProcessStartInfo("npm")
        {
            ArgumentList = { "run", "build" },
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (exitCode, output, errors) = await npm.ReadToEndAsync();
        Assert.True(exitCode == 0, output + errors);
    }
}
