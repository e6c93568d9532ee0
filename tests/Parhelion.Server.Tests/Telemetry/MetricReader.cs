using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>Reads the observable metrics of one server of this process.</summary>
internal sealed class MetricReader : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> sums = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> names = new(StringComparer.Ordinal);

    public MetricReader(ParhelionServer server)
    {
        var meters = server.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, meters)) return;
            names[instrument.Name] = true;
            if (instrument.IsObservable) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        listener.Start();
    }

    /// <summary>The names of all instruments.</summary>
    public IReadOnlyCollection<string> Names => [.. names.Keys];

    /// <summary>Reads an instrument: the sum of its series, or of those with one value of a label.</summary>
    public double Read(string name, string? labelValue = null)
    {
        sums.Clear();
        listener.RecordObservableInstruments();
        return sums.GetValueOrDefault($"{name} {labelValue}");
    }

    /// <summary>Whether an instrument has a value.</summary>
    public bool Has(string name)
    {
        Read(name);
        return sums.ContainsKey($"{name} ");
    }

    public void Dispose() => listener.Dispose();

    private void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        sums.AddOrUpdate($"{name} ", value, (_, sum) => sum + value);
        foreach (var tag in tags) sums.AddOrUpdate($"{name} {tag.Value}", value, (_, sum) => sum + value);
    }
}
