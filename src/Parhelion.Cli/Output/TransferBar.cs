using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>The bar of one transfer. Without a terminal it shows nothing.</summary>
internal sealed class TransferBar(ProgressTask? task) : IDisposable
{
    // A full bar disappears, but an upload has ended only when the server has answered.
    private const double NotQuite = 0.5;

    /// <summary>Shows how many bytes were transferred, of how many, if known.</summary>
    public void Report(long moved, long? total)
    {
        if (task is null) return;
        if (total is { } all)
        {
            task.IsIndeterminate(false);
            task.MaxValue = Math.Max(all, 1);
        }

        task.Value = Math.Min(moved, task.MaxValue - NotQuite);
    }

    /// <summary>Removes the bar.</summary>
    public void Dispose() => task?.StopTask();
}
