using System.Diagnostics.Metrics;
using Parhelion.Core.Removing;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Workers;

/// <summary>
/// Contains the metrics of the orphan scan. An orphan is a blob without a row in the database. The class counts the orphans that the scan quarantined, restored
/// or erased, and the erased staged files. A gauge shows how many blobs were in the quarantine after the last scan.
/// </summary>
internal sealed class OrphanMetrics
{
    private static readonly string[] Outcomes = ["quarantined", "restored", "erased", "staged_erased"];

    private readonly LabeledCounter orphans;

    // -1: no scan has ended yet.
    private long quarantine = -1;

    public OrphanMetrics(IMeterFactory meters)
    {
        var meter = ParhelionMeter.Of(meters);
        orphans = new LabeledCounter(meter, "parhelion.orphans", "{blob}", "Blobs without a row that the orphan scan found, by what it did with them.", "outcome", Outcomes);
        meter.CreateObservableGauge("parhelion.quarantine", Observe, "{blob}", "Blobs in the quarantine after the last orphan scan.");
    }

    /// <summary>Counts the result of a scan.</summary>
    public void Scanned(OrphanScanResult result)
    {
        orphans.Add(0, result.Quarantined);
        orphans.Add(1, result.Restored);
        orphans.Add(2, result.Erased);
        orphans.Add(3, result.Staged);
        Interlocked.Exchange(ref quarantine, result.Held + result.Quarantined);
    }

    private IEnumerable<Measurement<long>> Observe() => Interlocked.Read(ref quarantine) is >= 0 and var count ? [new Measurement<long>(count)] : [];
}
