namespace Parhelion.Cli.Transfers;

/// <summary>Limits how many bytes all transfers of a command move in a second.</summary>
/// <param name="bytesPerSecond">The limit; <c>null</c> for none.</param>
/// <param name="clock">The clock.</param>
internal sealed class RateLimit(long? bytesPerSecond, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly long start = clock.GetTimestamp();
    private double free;

    /// <summary>Largest number of bytes to move at once, so that no wait is longer than a quarter of a second.</summary>
    public int Portion => (int)Math.Clamp((bytesPerSecond ?? int.MaxValue) / 4, 1, int.MaxValue);

    /// <summary>Whether there is a limit.</summary>
    public bool IsActive => bytesPerSecond is not null;

    /// <summary>Waits until the bytes may move.</summary>
    public async ValueTask WaitAsync(int bytes, CancellationToken cancellationToken)
    {
        if (bytesPerSecond is not { } rate) return;
        double wait;
        lock (gate)
        {
            var now = clock.GetElapsedTime(start).TotalSeconds;
            wait = free - now;
            free = Math.Max(free, now) + ((double)bytes / rate);
        }

        if (wait > 0) await Task.Delay(TimeSpan.FromSeconds(wait), clock, cancellationToken);
    }
}
