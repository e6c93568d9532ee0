namespace Parhelion.Server.Wire;

/// <summary>Says whether something that may happen often is to be logged: once in an interval at most.</summary>
internal sealed class LogThrottle(TimeSpan interval, TimeProvider clock)
{
    private readonly long length = (long)(interval.TotalSeconds * clock.TimestampFrequency);
    private long next = long.MinValue;

    /// <summary>Whether it is due; then it is due again after the interval.</summary>
    public bool IsDue()
    {
        var (now, due) = (clock.GetTimestamp(), Volatile.Read(ref next));
        return now >= due && Interlocked.CompareExchange(ref next, now + length, due) == due;
    }
}
