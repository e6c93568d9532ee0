using Parhelion.Core;

namespace Parhelion.Tests;

/// <summary>The time of another machine, told between comparisons that are late, imprecise and rare.</summary>
public sealed class RemoteClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private readonly Machine own = new() { Time = Noon };
    private readonly RemoteClock clock;

    public RemoteClockTests() => clock = new RemoteClock(own);

    [Fact]
    public void Before_the_first_comparison_it_is_the_clock_of_this_machine()
    {
        Assert.Equal(Noon, clock.GetUtcNow());
        Assert.Null(clock.Skew);
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public void Wrong_clock_of_this_machine_does_not_matter(int seconds)
    {
        Compare(Noon.AddSeconds(seconds), roundTrip: 40);

        Assert.InRange(clock.GetUtcNow(), Noon.AddSeconds(seconds), Noon.AddSeconds(seconds).AddMilliseconds(40));
        Assert.InRange(clock.Skew!.Value.TotalSeconds, -seconds - 0.04, -seconds + 0.04);
    }

    [Fact]
    public void Jump_of_the_clock_of_this_machine_changes_nothing()
    {
        Compare(Noon, roundTrip: 0);
        own.Time += TimeSpan.FromHours(1);
        own.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(Noon.AddSeconds(2), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(1), clock.Skew);
    }

    [Fact]
    public void Delayed_answer_does_not_move_what_is_right()
    {
        Compare(Noon.AddSeconds(300), roundTrip: 1);
        var right = clock.GetUtcNow();
        Compare(right, roundTrip: 20_000);

        Assert.Equal(right.AddSeconds(20), clock.GetUtcNow());
    }

    [Fact]
    public void Answers_in_whole_seconds_are_as_good_as_the_round_trip_in_time()
    {
        var real = Noon.AddSeconds(1200.7);
        for (var i = 0; i < 40; i++)
        {
            var sent = own.GetTimestamp();
            Advance(TimeSpan.FromMilliseconds(10));
            var second = DateTimeOffset.FromUnixTimeSeconds(real.ToUnixTimeSeconds());
            clock.Note(sent, second, second.AddSeconds(1));
            Assert.InRange((clock.GetUtcNow() - real).TotalSeconds, -1, 1);
            Advance(TimeSpan.FromMilliseconds(173));
        }

        Assert.InRange((clock.GetUtcNow() - real).TotalMilliseconds, -200, 200);

        void Advance(TimeSpan time)
        {
            own.Pass(time);
            real += time;
        }
    }

    [Fact]
    public void Small_step_back_is_taken_slowly()
    {
        Compare(Noon.AddSeconds(10), roundTrip: 0);
        Compare(Noon.AddSeconds(9.6), roundTrip: 0);

        var before = clock.GetUtcNow();
        Assert.Equal(Noon.AddSeconds(10), before);
        for (var i = 0; i < 100; i++)
        {
            own.Pass(TimeSpan.FromMilliseconds(10));
            Assert.True(clock.GetUtcNow() > before);
            before = clock.GetUtcNow();
        }

        Assert.Equal(Noon.AddSeconds(10.6), before);
    }

    [Fact]
    public void Large_step_back_is_taken_at_once()
    {
        Compare(Noon.AddSeconds(300), roundTrip: 0);
        Compare(Noon, roundTrip: 0);

        Assert.Equal(Noon, clock.GetUtcNow());
    }

    // The other machine answers as soon as it is asked; the answer is under way for so many milliseconds.
    private void Compare(DateTimeOffset time, int roundTrip)
    {
        var sent = own.GetTimestamp();
        own.Pass(TimeSpan.FromMilliseconds(roundTrip));
        clock.Note(sent, time, time);
    }

    private sealed class Machine : TimeProvider
    {
        private long ticks;

        public DateTimeOffset Time { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Time;

        public override long GetTimestamp() => ticks;

        public void Pass(TimeSpan time)
        {
            ticks += time.Ticks;
            Time += time;
        }
    }
}
