using System.Diagnostics;

namespace Parhelion.Fuzz;

/// <summary>Ends the process when an input never comes to its end, and keeps that input.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo folder;
    private readonly Timer timer;
    private volatile Run? current;

    public Watchdog(DirectoryInfo folder)
    {
        this.folder = folder;
        timer = new Timer(_ => Look(), null, Patience / 4, Patience / 4);
    }

    public void Enter(string target, byte[] input) => current = new Run(target, input, Stopwatch.GetTimestamp());

    public void Leave() => current = null;

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        if (current is not { } run || Stopwatch.GetElapsedTime(run.Start) < Patience) return;
        new Failure(run.Target, run.Input, "hang", $"more than {Patience.TotalSeconds:0} s").Report(folder);
        Environment.Exit(1);
    }

    private sealed record Run(string Target, byte[] Input, long Start);
}
