using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Transfers;

namespace Parhelion.Cli.Tests;

/// <summary><c>--limit-rate</c>.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task All_transfers_together_move_no_more_than_the_limit()
    {
        var clock = new JumpingClock();
        var limit = new RateLimit(1_000_000, clock);
        using var source = new MemoryStream(new byte[3_000_000]);
        await using var one = new LimitedStream(source, limit);
        await using var two = new LimitedStream(new MemoryStream(), limit);

        await one.CopyToAsync(two, TestContext.Current.CancellationToken);

        // Each byte was read and written, so 6 MB moved.
        Assert.InRange(clock.Elapsed.TotalSeconds, 5.5, 6.1);
        Assert.True(clock.Longest < TimeSpan.FromSeconds(1), $"A wait took {clock.Longest}, so that a server may give up.");
    }

    [Theory]
    [InlineData("500k", 500_000)]
    [InlineData("1.5M", 1_500_000)]
    [InlineData("20000", 20_000)]
    public void A_rate_has_a_unit(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse("--limit-rate", text));

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("-1k")]
    [InlineData("0")]
    [InlineData("1e300")]
    public void Other_rates_are_refused(string text) => Assert.Throws<UsageException>(() => ByteSize.Parse("--limit-rate", text));

    // Jumps ahead instead of waiting.
    private sealed class JumpingClock : TimeProvider
    {
        private readonly Lock gate = new();

        public TimeSpan Elapsed { get; private set; }

        public TimeSpan Longest { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (gate)
            {
                Elapsed += dueTime;
                if (dueTime > Longest) Longest = dueTime;
            }

            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
