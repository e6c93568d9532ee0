namespace Parhelion.Testing;

/// <summary>A timer of a <see cref="TestClock"/>: a timer of the system that is set again when the clock jumps.</summary>
internal sealed class MovedTimer : ITimer
{
    // A timer of the system counts milliseconds, so it can fire a little early.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    private readonly Lock gate = new();
    private readonly TestClock clock;
    private readonly TimerCallback callback;
    private readonly object? state;
    private readonly ITimer inner;
    private DateTimeOffset? due;
    private TimeSpan period;

    public MovedTimer(TestClock clock, TimerCallback callback, object? state)
    {
        (this.clock, this.callback, this.state) = (clock, callback, state);
        inner = TimeProvider.System.CreateTimer(static timer => ((MovedTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            this.period = period;
            due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + dueTime;
            return Arm();
        }
    }

    /// <summary>Sets the timer of the system for the time that is left.</summary>
    public void ClockMoved()
    {
        lock (gate) Arm();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        clock.Remove(this);
        inner.Dispose();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        clock.Remove(this);
        return inner.DisposeAsync();
    }

    private bool Arm()
    {
        if (due is not { } at)
        {
            clock.Remove(this);
            return inner.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        clock.Add(this);
        var rest = at - clock.GetUtcNow();
        return inner.Change(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        if (TakeDue()) callback(state);
    }

    // Returns whether the time has come. It has not if the timer was changed meanwhile.
    private bool TakeDue()
    {
        lock (gate)
        {
            if (due is not { } at) return false;
            var now = clock.GetUtcNow();
            var isDue = at - now < Tolerance;
            if (isDue) due = period > TimeSpan.Zero ? now + period : null;
            Arm();
            return isDue;
        }
    }
}
