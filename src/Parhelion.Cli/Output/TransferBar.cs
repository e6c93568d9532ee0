namespace Parhelion.Cli.Output;

/// <summary>The bar of one transfer. Without a terminal it shows nothing.</summary>
/// <param name="report">Shows how many bytes were transferred, of how many, if known.</param>
/// <param name="end">Removes the bar.</param>
internal sealed class TransferBar(Action<long, long?>? report, Action? end) : IDisposable
{
    /// <summary>Shows how many bytes were transferred, of how many, if known.</summary>
    public void Report(long moved, long? total) => report?.Invoke(moved, total);

    /// <summary>Removes the bar.</summary>
    public void Dispose() => end?.Invoke();
}
