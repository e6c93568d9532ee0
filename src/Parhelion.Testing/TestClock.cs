using System.Diagnostics;

namespace Parhelion.Testing;

/// <summary>The clock of a test server. It runs like the system clock, and jumps forward when the test says so: timers that become due by the jump fire at
/// once. Pass another <see cref="TimeProvider"/> in the options for a clock that stands still.</summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<MovedTimer> timers = [];
    private long offset;

    /// <inheritdoc />
    public override long TimestampFrequency => System.TimestampFrequency;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref offset));

    /// <inheritdoc />
    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(Volatile.Read(ref offset) * ((double)Stopwatch.Frequency / TimeSpan.TicksPerSecond));

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new MovedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward.</summary>
    /// <param name="by">How far. A periodic timer fires once, however many of its periods have passed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref offset, by.Ticks);
        MovedTimer[] waiting;
        lock (gate) waiting = [.. timers];
        foreach (var timer in waiting) timer.ClockMoved();
    }

    internal void Add(MovedTimer timer)
    {
        lock (gate) timers.Add(timer);
    }

    internal void Remove(MovedTimer timer)
    {
        lock (gate) timers.Remove(timer);
    }
}
