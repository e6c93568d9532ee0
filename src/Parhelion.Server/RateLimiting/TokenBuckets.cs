using System.Threading.RateLimiting;

namespace Parhelion.Server.RateLimiting;

/// <summary>
/// Limits requests with token buckets. Each name (an API key, a link or an address) has its own bucket. A request takes a token, and is refused if the bucket
/// has none. A bucket starts with <paramref name="quota"/> tokens, and refills evenly by <c>quota</c> tokens in each <paramref name="window"/>.
/// </summary>
/// <remarks>The partitioned limiters of .NET keep every name for at least ten seconds, however many names there are, and take the time from the system. This
/// class remembers a bounded number of names, with a state of 8 bytes for each bucket, and takes the time from <see cref="TimeProvider"/>.</remarks>
/// <param name="quota">Tokens of a full bucket.</param>
/// <param name="window">Time in which an empty bucket is filled.</param>
/// <param name="maxTracked">The maximum number of names that are remembered. If there are more names, one of the oldest is forgotten. If the forgotten name
/// comes again, it starts with a full bucket.</param>
/// <param name="clock">Measures how far the buckets are refilled.</param>
internal sealed class TokenBuckets(int quota, TimeSpan window, int maxTracked, TimeProvider clock) : PartitionedRateLimiter<string>
{
    // Each request looks at the two oldest names and drops those whose bucket is full. So names leave as fast as they come, without a timer.
    private const int ExaminedPerRequest = 2;

    private readonly Lock gate = new();
    private readonly long ticksPerToken = Math.Max(1, (long)(window.TotalSeconds * clock.TimestampFrequency / quota));

    // When the bucket of a name is full. A name that is missing here has a full bucket.
    private readonly Dictionary<string, long> fullAt = new(StringComparer.Ordinal);
    private readonly Queue<string> oldestFirst = new();

    /// <summary>Number of names that are remembered now.</summary>
    public int Tracked
    {
        get
        {
            lock (gate) return fullAt.Count;
        }
    }

    /// <summary>Takes tokens from the bucket of a name, if it has as many.</summary>
    public TokenBucketLease Take(string name, int tokens = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, quota);
        var now = clock.GetTimestamp();
        lock (gate)
        {
            ForgetFull(now);
            var full = Math.Max(fullAt.GetValueOrDefault(name, now), now);
            var next = full + (tokens * ticksPerToken);
            var wait = next - now - (quota * ticksPerToken);
            if (wait > 0) return new TokenBucketLease(isAcquired: false, TokensAt(now, full), clock.GetElapsedTime(0, wait));
            if (tokens > 0) Remember(name, next);
            return new TokenBucketLease(isAcquired: true, TokensAt(now, next), clock.GetElapsedTime(now, next));
        }
    }

    /// <inheritdoc />
    public override RateLimiterStatistics GetStatistics(string resource)
    {
        var now = clock.GetTimestamp();
        lock (gate) return new RateLimiterStatistics { CurrentAvailablePermits = TokensAt(now, Math.Max(fullAt.GetValueOrDefault(resource, now), now)) };
    }

    /// <inheritdoc />
    protected override RateLimitLease AttemptAcquireCore(string resource, int permitCount) => Take(resource, permitCount);

    /// <inheritdoc />
    /// <remarks>It never waits.</remarks>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(string resource, int permitCount, CancellationToken cancellationToken) => new(Take(resource, permitCount));

    private long TokensAt(long now, long full) => ((quota * ticksPerToken) - (full - now)) / ticksPerToken;

    private void Remember(string name, long full)
    {
        if (!fullAt.ContainsKey(name))
        {
            if (oldestFirst.Count == maxTracked) fullAt.Remove(oldestFirst.Dequeue());
            oldestFirst.Enqueue(name);
        }

        fullAt[name] = full;
    }

    private void ForgetFull(long now)
    {
        for (var left = Math.Min(ExaminedPerRequest, oldestFirst.Count); left > 0; left--)
        {
            var name = oldestFirst.Dequeue();
            if (fullAt[name] <= now) fullAt.Remove(name);
            else oldestFirst.Enqueue(name);
        }
    }
}
