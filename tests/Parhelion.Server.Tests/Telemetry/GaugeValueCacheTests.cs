using Parhelion.Server.Telemetry;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>How gauges read what may hang.</summary>
public sealed class GaugeValueCacheTests
{
    [Fact]
    public async Task Reading_that_hangs_is_begun_once_and_its_value_comes_later()
    {
        var (gate, begun) = (new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        var sampler = new GaugeValueCache<string>(_ =>
        {
            Interlocked.Increment(ref begun);
            return new ValueTask<string>(gate.Task);
        });

        await sampler.RefreshAsync();
        Assert.Null(sampler.Current());
        await sampler.RefreshAsync();
        Assert.Null(sampler.Current());
        Assert.Equal(1, begun);

        gate.SetResult("value");
        await Uploads.WaitAsync(() => sampler.Current() == "value", () => "The value does not come.");
    }

    [Fact]
    public async Task Reading_that_fails_leaves_no_value()
    {
        var isFailing = false;
        var sampler = new GaugeValueCache<string>(_ => isFailing ? throw new IOException("The disk is gone.") : new ValueTask<string>("value"));
        Assert.Equal("value", sampler.Current());

        isFailing = true;

        await Uploads.WaitAsync(() => sampler.Current() is null, () => "The value stays.");
    }

    [Fact]
    public void Reading_is_shared_by_all_who_ask_within_its_interval()
    {
        var begun = 0;
        var sampler = new GaugeValueCache<string>(_ => new ValueTask<string>($"{Interlocked.Increment(ref begun)}"));

        var values = Enumerable.Range(0, 100).Select(_ => sampler.Current()).Distinct().ToList();

        Assert.Contains("1", values);
        // A machine that is slow may begin another one.
        Assert.True(begun < 100);
    }
}
