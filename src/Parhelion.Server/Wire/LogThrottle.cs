namespace Parhelion.Server.Wire;

/// <summary>Limits a frequent log message to one per interval. Thread-safe.</summary>
internal sealed class LogThrottle(TimeSpan interval, TimeProvider clock)
{
    private readonly long length = (long)(interval.TotalSeconds * clock.TimestampFrequency);
    private long next = long.MinValue;

    /// <summary>Returns true at most once per interval.</summary>
    public bool IsDue()
    {
        var (now, due) = (clock.GetTimestamp(), Volatile.Read(ref next));
        return now >= due && Interlocked.CompareExchange(ref next, now + length, due) == due;
    }
}
