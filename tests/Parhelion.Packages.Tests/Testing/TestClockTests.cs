using Parhelion.Testing;

namespace Parhelion.Packages.Tests.Testing;

/// <summary>The clock of a test server.</summary>
public sealed class TestClockTests
{
    private readonly TestClock clock = new();

    [Fact]
    public void It_runs_and_jumps()
    {
        var (now, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        Assert.InRange(now - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(5));

        clock.Advance(TimeSpan.FromDays(30));

        Assert.InRange(clock.GetUtcNow() - now, TimeSpan.FromDays(30), TimeSpan.FromDays(30) + TimeSpan.FromMinutes(1));
        Assert.InRange(clock.GetElapsedTime(stamp), TimeSpan.FromDays(30), TimeSpan.FromDays(30) + TimeSpan.FromMinutes(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task A_delay_ends_by_a_jump_and_not_before()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(59));
        await Task.Delay(TimeSpan.FromMilliseconds(50), clock, TestContext.Current.CancellationToken);
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromMinutes(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_periodic_timer_ticks_once_for_a_jump_of_many_periods()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        clock.Advance(TimeSpan.FromDays(2));

        Assert.True(await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken));
        var next = timer.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(50), clock, TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);

        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_timer_can_be_changed_and_stopped()
    {
        var fired = 0;
        await using var timer = clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromHours(2));
        await Task.Delay(TimeSpan.FromMilliseconds(50), clock, TestContext.Current.CancellationToken);
        Assert.Equal(0, Volatile.Read(ref fired));

        var done = new TaskCompletionSource();
        await using var second = clock.CreateTimer(_ => done.TrySetResult(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        second.Change(TimeSpan.FromHours(5), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromHours(5));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
