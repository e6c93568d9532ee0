namespace Parhelion.Server.Workers;

/// <summary>Lets a worker sleep for a time, or until somebody has work for it.</summary>
internal sealed class WakeSignal(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim wake = new(0, 1);

    /// <summary>Sleeps until the time is over or <see cref="Wake"/> is called, be it before.</summary>
    public async Task SleepAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero) return;
        using var timer = clock.CreateTimer(_ => Wake(), null, wait, Timeout.InfiniteTimeSpan);
        await wake.WaitAsync(cancellationToken);
    }

    /// <summary>There is work.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already and will look again.
        }
        catch (ObjectDisposedException)
        {
            // The server is stopping; the next start finds the work.
        }
    }

    public void Dispose() => wake.Dispose();
}
