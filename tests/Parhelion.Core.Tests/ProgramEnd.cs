using System.Diagnostics;

namespace Parhelion.Tests;

/// <summary>Waits for the end of a program. One that does not end is killed: a test that was wrong about it fails then, and says what the program wrote,
/// instead of waiting for ever.</summary>
internal static class ProgramEnd
{
    /// <summary>What stands for the exit code of a program that was killed.</summary>
    public const int None = -1;

    /// <summary>Waits; the exit code.</summary>
    public static async Task<int> EndAsync(this Process process, int minutes = 3)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return None;
        }
    }

    /// <summary>The same for a program of which both outputs are to be read: its exit code, and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> ReadToEndAsync(this Process process, int minutes = 3)
    {
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var exitCode = await process.EndAsync(minutes);
        return (exitCode, await output, await errors);
    }
}
