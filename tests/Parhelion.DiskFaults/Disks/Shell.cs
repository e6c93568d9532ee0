using System.Diagnostics;
using Parhelion.Tests;

namespace Parhelion.DiskFaults.Disks;

/// <summary>Runs programs of the system: <c>mount</c>, <c>mkfs</c> and the like.</summary>
internal static class Shell
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">The exit code is not 0. The message has what the program wrote.</exception>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await TryAsync(program, arguments);
        if (exitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exitCode}: {output}");
    }

    /// <summary>Runs a program to its end; its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> TryAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var (exitCode, output, errors) = await process.ReadToEndAsync();
        return (exitCode, (output + errors).Trim());
    }

    /// <summary>Starts a program whose output is read by the caller.</summary>
    public static Process Start(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
}
