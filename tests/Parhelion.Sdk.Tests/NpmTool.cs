using System.Diagnostics;
using Parhelion.Tests;

namespace Parhelion.Sdk.Tests;

/// <summary>Programs of the folder <c>npm</c>.</summary>
internal static class NpmTool
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Parhelion.Sdk.Tests", "npm");

    /// <summary>Runs a script of the folder by Node; the output. Fails if the script fails.</summary>
    public static async Task<string> NodeAsync(params string[] arguments)
    {
        Engines.Require("node");
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules", "ajv")), "ajv is not installed; eng/engines.sh installs it.");
        var (exitCode, output) = await RunAsync("node", arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    /// <summary>Runs an installed tool; the output ends with the errors if it fails.</summary>
    public static Task<(int ExitCode, string Output)> RunToolAsync(string tool, params string[] arguments)
    {
        Engines.Require("node");
        var program = Path.Combine(Folder, "node_modules", ".bin", tool);
        Assert.True(File.Exists(program), $"{tool} is not installed; eng/engines.sh installs it.");
        return RunAsync(program, arguments);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // It is to speak to nobody.
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        using var process = Process.Start(start)!;
        var (exitCode, output, errors) = await process.ReadToEndAsync();
        return (exitCode, exitCode == 0 ? output : output + errors);
    }
}
