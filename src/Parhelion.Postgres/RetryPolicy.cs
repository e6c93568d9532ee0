using System.Security.Cryptography;

namespace Parhelion.Postgres;

/// <summary>Decides how long a failed operation is retried, and waits between attempts. The wait starts at 2 ms and doubles up to a bound. A random share of up
/// to half of the wait is subtracted, so that callers that failed together do not retry together.</summary>
internal sealed class RetryPolicy(TimeSpan limit, TimeSpan longestRest)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(2);

    private readonly long begun = TimeProvider.System.GetTimestamp();
    private TimeSpan delay = FirstRest;

    public RetryPolicy((TimeSpan Limit, TimeSpan LongestRest) kind) : this(kind.Limit, kind.LongestRest)
    {
    }

    /// <summary>Retries after a lost connection last up to 5 seconds. A restarted server accepts connections within this time, and callers wait no
    /// longer.</summary>
    public static (TimeSpan Limit, TimeSpan LongestRest) ForRestart { get; } = (TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));

    /// <summary>Retries after a transaction conflict last up to 20 seconds. One of several conflicting transactions always commits, so with retries all of them
    /// commit in turn.</summary>
    public static (TimeSpan Limit, TimeSpan LongestRest) ForConflict { get; } = (TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(50));

    /// <summary>For a database that is started together with this node, up to 30 seconds.</summary>
    public static (TimeSpan Limit, TimeSpan LongestRest) ForStart { get; } = (TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500));

    /// <summary>For the invalidation channel, without limit.</summary>
    public static (TimeSpan Limit, TimeSpan LongestRest) ForInvalidations { get; } = (TimeSpan.MaxValue, TimeSpan.FromSeconds(1));

    /// <summary>Whether there is time for another attempt.</summary>
    public bool Lasts => TimeProvider.System.GetElapsedTime(begun) < limit;

    /// <summary>Resets the wait to 2 ms after a success.</summary>
    public void Renew() => delay = FirstRest;

    public async Task DelayAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(delay * (RandomNumberGenerator.GetInt32(500, 1000) / 1000.0), TimeProvider.System, cancellationToken);
        delay = delay * 2 < longestRest ? delay * 2 : longestRest;
    }
}
