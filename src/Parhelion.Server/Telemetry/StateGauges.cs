using System.Diagnostics.Metrics;
using Parhelion.Core.Catalog;
using Parhelion.Core.Telemetry;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Telemetry;

/// <summary>Provides the gauges whose values come from the database or the machine: waiting work, free disk space and open files. Reading a gauge never takes
/// long, because <see cref="GaugeValueCache{T}"/> reads the values in the background. A gauge that cannot be read has no value.</summary>
internal sealed class StateGauges
{
    private static readonly KeyValuePair<string, object?> ForErasure = new("waiting_for", "erasure");
    private static readonly KeyValuePair<string, object?> ForPurge = new("waiting_for", "purge");

    private readonly GaugeValueCache<PendingWorkSummary> backlog;
    private readonly GaugeValueCache<DiskAndOpenFileUsage> machine;
    private readonly TimeProvider clock;

    public StateGauges(IMeterFactory meters, Database database, DataDirectory directory, TimeProvider clock)
    {
        this.clock = clock;
        backlog = new GaugeValueCache<PendingWorkSummary>(cancellationToken => PendingWorkSummary.ReadAsync(database, cancellationToken));
        machine = new GaugeValueCache<DiskAndOpenFileUsage>(_ => new(DiskAndOpenFileUsage.Read(directory.Root)));
        var meter = ParhelionMeter.Of(meters);
        meter.CreateObservableGauge(
            "parhelion.removals.oldest_age", ObserveRemovals, "s", "Age of the oldest deletion whose bytes are not erased, or which a cache has not confirmed; 0 if there is none.");
        Observe(meter, "parhelion.cascades.waiting", "{cascade}", $"Large deletions that are not complete; {PendingWorkSummary.MaxRows} means this many or more.", backlog, waiting => waiting.Cascades);
        Observe(meter, "parhelion.webhook.waiting", "{event}", $"Events that wait for webhooks; {PendingWorkSummary.MaxRows} means this many or more.", backlog, waiting => waiting.Deliveries);
        Observe(meter, "parhelion.webhook.oldest_age", "s", "Age of the oldest event that waits for a webhook; 0 if there is none.", backlog, waiting => AgeOf(waiting.OldestDelivery));
        Observe(meter, "parhelion.renditions.waiting", "{attachment}", $"Attachments whose renditions are to be made; {PendingWorkSummary.MaxRows} means this many or more.", backlog, waiting => waiting.Renditions);
        Observe(meter, "parhelion.renditions.oldest_age", "s", "Age of the oldest of these attachments; 0 if there is none.", backlog, waiting => AgeOf(waiting.OldestRendition));
        Observe(meter, "parhelion.disk.free", "By", "Free bytes of the disk with the data directory.", machine, state => state.FreeBytes);
        Observe(meter, "parhelion.disk.size", "By", "Size of this disk.", machine, state => state.SizeBytes);
        Observe(meter, "parhelion.file_descriptors.open", "{file}", "Files and sockets that the process has open.", machine, state => state.OpenFiles);
        Observe(meter, "parhelion.file_descriptors.limit", "{file}", "How many files and sockets the process may have open.", machine, state => state.MaxOpenFiles);
    }

    /// <summary>Reads the values if it is time, so that a scrape does not block its thread.</summary>
    public Task RefreshAsync() => Task.WhenAll(backlog.RefreshAsync(), machine.RefreshAsync());

    private static void Observe<TState>(Meter meter, string name, string unit, string description, GaugeValueCache<TState> sampler, Func<TState, double?> value) where TState : class =>
        meter.CreateObservableGauge<double>(name, () => sampler.Current() is { } state && value(state) is { } known ? [new Measurement<double>(known)] : [], unit, description);

    private IEnumerable<Measurement<double>> ObserveRemovals() => backlog.Current() is { } waiting
        ? [new(AgeOf(waiting.OldestErasure), ForErasure), new(AgeOf(waiting.OldestPurge), ForPurge)]
        : [];

    // The clock of another node, or of the database, may be a little ahead.
    private double AgeOf(DateTimeOffset? since) => since is { } time ? Math.Max((clock.GetUtcNow() - time).TotalSeconds, 0) : 0;
}
