using System.Runtime.ExceptionServices;
using Parhelion.Server.Workers;

namespace Parhelion.Server.Tests.Workers;

/// <summary>A signal ends the sleep of a worker, now or later, and costs no exception.</summary>
public sealed class WakeSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public async Task Signals_while_the_worker_is_awake_end_the_next_sleep_and_no_other()
    {
        using var signal = new WakeSignal(TimeProvider.System);
        for (var i = 0; i < 3; i++) signal.Wake();

        await signal.SleepAsync(Long, TestContext.Current.CancellationToken);
        var second = signal.SleepAsync(Long, TestContext.Current.CancellationToken);

        Assert.False(second.IsCompleted);
        signal.Wake();
        await second;
    }

    [Fact]
    public async Task No_work_is_lost_between_two_sleeps()
    {
        const int works = 20_000;
        using var signal = new WakeSignal(TimeProvider.System);
        var added = 0;
        var worker = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref added) < works) await signal.SleepAsync(Long, TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken);

        for (var i = 0; i < works; i++)
        {
            Interlocked.Increment(ref added);
            signal.Wake();
        }

        await worker.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Signal_that_is_pending_throws_nothing_inside()
    {
        using var signal = new WakeSignal(TimeProvider.System);
        var (thread, thrown) = (Environment.CurrentManagedThreadId, 0);
        void Count(object? sender, FirstChanceExceptionEventArgs e) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            for (var i = 0; i < 3; i++) signal.Wake();
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(0, thrown);
    }
}
