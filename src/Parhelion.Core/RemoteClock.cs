namespace Parhelion.Core;

/// <summary>
/// A clock that shows the time of the machine with the shared database or the blob store. To correct this clock, call <see cref="Note"/> with the time in an
/// answer of that machine.
/// </summary>
/// <param name="own">The clock of the local machine.</param>
/// <remarks>
/// Before the first answer, this clock shows the time of the local machine. Timers, and the counter that measures durations, are always those of the local
/// machine. Reading the time takes no lock. Between answers, this clock advances with the monotonic counter of the local machine. A change of the local system
/// clock therefore has no effect.
/// </remarks>
public sealed class RemoteClock(TimeProvider own) : TimeProvider
{
    /// <summary>The greatest lead that is corrected gradually: 1 second. A clock that is ahead by at most this time runs at half speed until it is right. It
    /// does not go back, because ids and the cursors of lists depend on increasing times. A clock that is further ahead is set back at once.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private volatile Reading? reading;

    /// <summary>How far the clock of this machine is ahead of the other clock (negative: behind); <c>null</c> before the first answer.</summary>
    public TimeSpan? Skew => reading is { } last ? own.GetUtcNow() - TimeAt(last, own.GetTimestamp()) : null;

    /// <inheritdoc />
    public override long TimestampFrequency => own.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => own.LocalTimeZone;

    /// <summary>Corrects this clock by an answer of the other machine. During the round trip, the clock of that machine showed a time from
    /// <paramref name="earliest"/> to <paramref name="latest"/>. If this clock agrees with that range, it is not changed. Otherwise this clock moves to the
    /// nearest time in the range. The error of this clock is at most the shortest round trip plus the precision of the answers, however long single answers are
    /// delayed.</summary>
    /// <param name="sent">The value of <see cref="GetTimestamp"/> before the request was sent.</param>
    /// <param name="earliest">The time in the answer.</param>
    /// <param name="latest">The same time, or a later one if the answer is not precise.</param>
    public void Note(long sent, DateTimeOffset earliest, DateTimeOffset latest)
    {
        lock (gate)
        {
            var received = own.GetTimestamp();
            latest += own.GetElapsedTime(sent, received);
            var told = reading is { } last ? TimeAt(last, received) : own.GetUtcNow();
            if (told < earliest) reading = new Reading(received, earliest, TimeSpan.Zero);
            else if (told > latest) reading = Back(received, told, latest);
            else reading ??= new Reading(received, told, TimeSpan.Zero);
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => reading is { } last ? TimeAt(last, own.GetTimestamp()) : own.GetUtcNow();

    /// <inheritdoc />
    public override long GetTimestamp() => own.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => own.CreateTimer(callback, state, dueTime, period);

    private Reading Back(long received, DateTimeOffset told, DateTimeOffset latest) => reading is not null && told - latest <= MaxDelay
        ? new Reading(received, told, told - latest)
        : new Reading(received, latest, TimeSpan.Zero);

    private DateTimeOffset TimeAt(Reading last, long timestamp)
    {
        var passed = own.GetElapsedTime(last.Timestamp, timestamp);
        return last.Ahead == TimeSpan.Zero ? last.Time + passed : last.Time + passed - (passed / 2 < last.Ahead ? passed / 2 : last.Ahead);
    }

    private sealed record Reading(long Timestamp, DateTimeOffset Time, TimeSpan Ahead);
}
