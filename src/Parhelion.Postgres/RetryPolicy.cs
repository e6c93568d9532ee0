using System.Security.Cryptography;

namespace Parhelion.Postgres;

/// <summary>For how long to try again, and how long to rest between two attempts: a little longer each time, and never as long as
/// somebody else who has failed at the same moment.</summary>
internal sealed class RetryPolicy(TimeSpan limit, TimeSpan longestRest)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(2);

    private readonly long begun = TimeProvider.System.GetTimestamp();
    private TimeSpan rest = FirstRest;

    public RetryPolicy((TimeSpan Limit, TimeSpan LongestRest) kind) : this(kind.Limit, kind.LongestRest)
    {
    }

    /// <summary>A server that is restarted is back within this time; callers are not kept waiting for longer.</summary>
    public static (TimeSpan Limit, TimeSpan LongestRest) ForRestart { get; } = (TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));

    /// <summary>Of transactions that meet, one always comes through: with patience each does.</summary>
    public static (TimeSpan Limit, TimeSpan LongestRest) ForConflict { get; } = (TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(50));

    /// <summary>A server that is started beside this one.</summary>
    public static (TimeSpan Limit, TimeSpan LongestRest) ForStart { get; } = (TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500));

    /// <summary>Notices are of use for as long as there is a node.</summary>
    public static (TimeSpan Limit, TimeSpan LongestRest) ForBulletin { get; } = (TimeSpan.MaxValue, TimeSpan.FromSeconds(1));

    /// <summary>Whether there is time for another attempt.</summary>
    public bool Lasts => TimeProvider.System.GetElapsedTime(begun) < limit;

    /// <summary>It has worked: the next rest is a short one again.</summary>
    public void Renew() => rest = FirstRest;

    public async Task RestAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(rest * (RandomNumberGenerator.GetInt32(500, 1000) / 1000.0), TimeProvider.System, cancellationToken);
        rest = rest * 2 < longestRest ? rest * 2 : longestRest;
    }
}
