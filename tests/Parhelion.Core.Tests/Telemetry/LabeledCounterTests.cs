using System.Diagnostics.Metrics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Tests.Telemetry;

/// <summary>Counters that many threads add to.</summary>
public sealed class LabeledCounterTests : IDisposable
{
    private readonly Meter meter = new("test");

    public void Dispose() => meter.Dispose();

    [Fact]
    public void No_addition_is_lost()
    {
        var counter = new StripedCounter();

        Parallel.For(0, 100_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => counter.Add(3));

        Assert.Equal(300_000, counter.Sum);
    }

    [Fact]
    public void Every_series_exists_from_the_start_and_counts_before_anybody_listens()
    {
        var counter = new LabeledCounter(meter, "test.requests", "{request}", "Requests.", "outcome", ["good", "bad", "ugly"]);
        counter.Add(1);
        counter.Add(1, 4);

        Assert.Equal([("good", 0), ("bad", 5), ("ugly", 0)], Read());
        Assert.Equal(5, counter.SumOf(1));
    }

    private List<(string Outcome, long Count)> Read()
    {
        var read = new List<(string, long)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (ReferenceEquals(instrument.Meter, meter)) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => read.Add(((string)tags[0].Value!, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
