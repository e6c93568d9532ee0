using System.Diagnostics;

namespace Parhelion.Server.Telemetry;

/// <summary>Caches a value that gauges report. The class reads the value in the background, at most once in each <see cref="Interval"/>. It does not report a
/// value that is older than <see cref="MaxAge"/>.</summary>
/// <remarks>The caller that starts a reading waits for the result, but no longer than <see cref="Patience"/>. Other callers get the previous value at once. The
/// class measures real time and not the time of the clock of the server, because tests replace that clock.</remarks>
/// <param name="read">Reads the value. The token is cancelled after <see cref="TimeLimit"/>. Any exception means that there is no value.</param>
internal sealed class GaugeValueCache<T>(Func<CancellationToken, ValueTask<T>> read) where T : class
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private Task reading = Task.CompletedTask;
    private long? begun;
    private T? value;
    private long valueAt;

    /// <summary>Returns the value; <c>null</c> if there is none that is young enough. An instrument calls this, which cannot wait asynchronously.</summary>
    public T? Current()
    {
        if (TryBegin(out var task)) task.Wait(Patience);
        return Latest();
    }

    /// <summary>Reads the value if it is time, so that the instruments need not wait.</summary>
    public async Task RefreshAsync()
    {
        if (TryBegin(out var task)) await task.WaitAsync(Patience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private T? Latest()
    {
        lock (gate) return Stopwatch.GetElapsedTime(valueAt) < MaxAge ? value : null;
    }

    private bool TryBegin(out Task task)
    {
        lock (gate)
        {
            task = reading;
            if (!reading.IsCompleted || (begun is { } last && Stopwatch.GetElapsedTime(last) < Interval)) return false;
            begun = Stopwatch.GetTimestamp();
            // On another thread, because a disk that hangs would block the caller.
            task = reading = Task.Run(ReadAsync);
            return true;
        }
    }

    private async Task ReadAsync()
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        T? found = null;
        try
        {
            found = await read(limit.Token);
        }
        catch (Exception)
        {
            // The readiness check reports what is wrong. A gauge without a value says that it is unknown.
        }

        lock (gate) (value, valueAt) = (found, Stopwatch.GetTimestamp());
    }
}
