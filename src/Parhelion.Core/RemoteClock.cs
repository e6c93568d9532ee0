namespace Parhelion.Core;

/// <summary>Tells the time of another machine: of the database that nodes share, or of a blob store. Comparisons say what its clock shows; between them the monotonic
/// counter of this machine counts on, so that a jump of this machine's clock changes nothing. Before the first comparison it tells the time of this machine.
/// Timers and timestamps are always those of this machine. Reading takes no lock.</summary>
/// <param name="own">The clock of this machine.</param>
public sealed class RemoteClock(TimeProvider own) : TimeProvider
{
    /// <summary>When a comparison shows that the time told is ahead by this or less, it passes at half its speed until it is right: it does not go back, because
    /// ids and the cursors of lists follow it. What is further ahead is set back at once.</summary>
    public static readonly TimeSpan MostSlowed = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private volatile Reading? reading;

    /// <summary>How far the clock of this machine is ahead of the other (negative: behind); <c>null</c> before the first comparison.</summary>
    public TimeSpan? Skew => reading is { } last ? own.GetUtcNow() - TimeAt(last, own.GetTimestamp()) : null;

    /// <inheritdoc />
    public override long TimestampFrequency => own.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => own.LocalTimeZone;

    /// <summary>Takes over what the other machine has answered: within one round trip its clock showed at least <paramref name="earliest"/> and at most
    /// <paramref name="latest"/>. As long as the time told agrees with that, it stays; otherwise it moves to the nearest time that does. So it is wrong by no more than
    /// the shortest round trip and the precision of the answers, whatever single answers are delayed by.</summary>
    /// <param name="sent">The timestamp of this clock before the request was sent.</param>
    /// <param name="earliest">The time of the answer.</param>
    /// <param name="latest">The same, or later where the answer is not precise.</param>
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

    private Reading Back(long received, DateTimeOffset told, DateTimeOffset latest) => reading is not null && told - latest <= MostSlowed
        ? new Reading(received, told, told - latest)
        : new Reading(received, latest, TimeSpan.Zero);

    private DateTimeOffset TimeAt(Reading last, long timestamp)
    {
        var passed = own.GetElapsedTime(last.Timestamp, timestamp);
        return last.Ahead == TimeSpan.Zero ? last.Time + passed : last.Time + passed - (passed / 2 < last.Ahead ? passed / 2 : last.Ahead);
    }

    private sealed record Reading(long Timestamp, DateTimeOffset Time, TimeSpan Ahead);
}
