using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Server.RateLimiting;

namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>Token buckets: exact by the clock, and bounded in memory.</summary>
public sealed class TokenBucketsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void A_bucket_gives_its_quota_at_once_and_then_one_token_after_another()
    {
        using var buckets = new TokenBuckets(3, Minute, 100, clock);

        Assert.Equal((true, 2L, TimeSpan.FromSeconds(20)), Take(buckets, "a"));
        Assert.Equal((true, 1L, TimeSpan.FromSeconds(40)), Take(buckets, "a"));
        Assert.Equal((true, 0L, Minute), Take(buckets, "a"));
        Assert.Equal((false, 0L, TimeSpan.FromSeconds(20)), Take(buckets, "a"));
        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal((false, 0L, TimeSpan.FromSeconds(1)), Take(buckets, "a"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, 0L, Minute), Take(buckets, "a"));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((true, 2L, TimeSpan.FromSeconds(20)), Take(buckets, "a"));
    }

    [Fact]
    public void Each_name_has_a_bucket_of_its_own()
    {
        using var buckets = new TokenBuckets(1, Minute, 100, clock);

        Assert.True(Take(buckets, "a").IsAcquired);
        Assert.False(Take(buckets, "a").IsAcquired);
        Assert.True(Take(buckets, "b").IsAcquired);
        Assert.False(Take(buckets, "A".ToLowerInvariant()).IsAcquired);
    }

    [Fact]
    public void It_is_a_limiter_of_net()
    {
        using PartitionedRateLimiter<string> buckets = new TokenBuckets(2, Minute, 100, clock);

        using var both = buckets.AttemptAcquire("a", 2);
        using var refused = buckets.AttemptAcquire("a");

        Assert.True(both.IsAcquired);
        Assert.False(both.TryGetMetadata(MetadataName.RetryAfter, out _));
        Assert.False(refused.IsAcquired);
        Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(30), wait);
        Assert.Equal((0, 2), (buckets.GetStatistics("a")!.CurrentAvailablePermits, buckets.GetStatistics("b")!.CurrentAvailablePermits));
        Assert.Throws<ArgumentOutOfRangeException>(() => buckets.AttemptAcquire("a", 3));
    }

    [Fact]
    public async Task Requests_at_the_same_time_get_exactly_the_quota()
    {
        using var buckets = new TokenBuckets(1000, Minute, 100, clock);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => Take(buckets, "a").IsAcquired))));

        Assert.Equal(1000, taken.Sum());
    }

    [Fact]
    public void Names_whose_bucket_is_full_are_forgotten()
    {
        using var buckets = new TokenBuckets(1, Minute, 1000, clock);
        for (var i = 0; i < 500; i++) Take(buckets, $"name {i}");
        Assert.Equal(500, buckets.Tracked);

        clock.Advance(Minute);
        for (var i = 0; i < 300; i++) Take(buckets, "one");

        Assert.Equal(1, buckets.Tracked);
    }

    [Fact]
    public void Names_that_still_wait_are_not_forgotten_by_others()
    {
        using var buckets = new TokenBuckets(1, Minute, 1000, clock);
        Take(buckets, "a");

        for (var i = 0; i < 999; i++) Take(buckets, $"name {i}");

        Assert.Equal(1000, buckets.Tracked);
        Assert.False(Take(buckets, "a").IsAcquired);
    }

    // What a thread allocates is an upper bound of what stays. The buckets take at most 300 bytes for each name besides the name, growth included,
    // and a flood of further names takes nothing but the result of each call.
    [Fact]
    public void A_flood_of_names_takes_a_bounded_amount_of_memory()
    {
        const int most = 10_000;
        var names = Enumerable.Range(0, 20 * most).Select(i => $"2001:db8:{i:x}").ToArray();
        using var buckets = new TokenBuckets(10, Minute, most, clock);

        var start = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < most; i++) _ = buckets.Take(names[i]);
        var filled = GC.GetAllocatedBytesForCurrentThread();
        for (var i = most; i < names.Length; i++) _ = buckets.Take(names[i]);
        var flooded = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(most, buckets.Tracked);
        Assert.InRange((filled - start) / most, 1, 300);
        Assert.InRange((flooded - filled) / (names.Length - most), 0, 64);
    }

    private static (bool IsAcquired, long Remaining, TimeSpan Wait) Take(TokenBuckets buckets, string name)
    {
        using var lease = buckets.Take(name);
        return (lease.IsAcquired, lease.Remaining, lease.Wait);
    }
}
