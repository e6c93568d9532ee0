namespace Parhelion.Server.Workers;

/// <summary>Lets a worker sleep until a time has passed or another thread signals that there is work.</summary>
/// <remarks>A signal costs hardly anything while the worker is awake. This matters because each upload and each deletion sends a signal.</remarks>
internal sealed class WakeSignal(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim wake = new(0, 1);

    // 1: a signal is pending.
    private int isPending;

    /// <summary>Sleeps until the time has passed or <see cref="Wake"/> is called. A call that came after the previous sleep ends this one at once.</summary>
    public async Task SleepAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero) return;
        using var timer = clock.CreateTimer(_ => Wake(), null, wait, Timeout.InfiniteTimeSpan);
        await wake.WaitAsync(cancellationToken);
        // The worker looks for work after this, so it finds what was added before a signal that was not sent because this one was pending.
        Interlocked.Exchange(ref isPending, 0);
    }

    /// <summary>Signals that there is work. Several calls before the next sleep count as one.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref isPending, 1) == 1) return;
        try
        {
            wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // The server is stopping; the next start finds the work.
        }
    }

    public void Dispose() => wake.Dispose();
}
