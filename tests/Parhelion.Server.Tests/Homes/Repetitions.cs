using System.Diagnostics.Metrics;

namespace Parhelion.Server.Tests.Homes;

/// <summary>Counts what PostgreSQL has had this process run again.</summary>
internal sealed class Repetitions : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public Repetitions()
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == "Parhelion.Postgres") own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref count, value));
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
