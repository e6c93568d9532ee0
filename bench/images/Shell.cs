using System.Diagnostics;

namespace Parhelion.BenchImages;

/// <summary>Runs commands, and measures.</summary>
internal static class Shell
{
    /// <summary>Runs a script in a folder.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task RunAsync(string folder, string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-ec", script]) { WorkingDirectory = folder })!;
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0) throw new InvalidOperationException($"'{script}' ended with {shell.ExitCode}.");
    }

    /// <summary>Leaves core 0 to the processes that are measured, if there is another one.</summary>
    public static void LeaveCoreZero()
    {
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1) Process.GetCurrentProcess().ProcessorAffinity &= ~1;
    }

    /// <summary>How often a second something is done.</summary>
    public static async Task<double> RateAsync(int count, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The value that so large a part of the values is not above: 0.5 is the median.</summary>
    public static double Quantile(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
    }
}
