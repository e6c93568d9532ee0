namespace Parhelion.Server.Workers;

/// <summary>Lets a worker sleep until a time has passed or another thread signals that there is work.</summary>
internal sealed class WakeSignal(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim wake = new(0, 1);

    /// <summary>Sleeps until the time has passed or <see cref="Wake"/> is called. A call that came after the previous sleep ends this one at once.</summary>
    public async Task SleepAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero) return;
        using var timer = clock.CreateTimer(_ => Wake(), null, wait, Timeout.InfiniteTimeSpan);
        await wake.WaitAsync(cancellationToken);
    }

    /// <summary>Signals that there is work. Several calls before the next sleep count as one.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // A signal is pending already, so the worker will look for work again.
        }
        catch (ObjectDisposedException)
        {
            // The server is stopping; the next start finds the work.
        }
    }

    public void Dispose() => wake.Dispose();
}
