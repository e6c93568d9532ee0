using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>Counts uploads by the result of the scan for malware: clean, malware, or failed.</summary>
public sealed class ScanMetrics
{
    private static readonly string[] Results = ["clean", "malware", "failed"];

    private readonly LabeledCounter scans;

    /// <summary>Creates the instrument.</summary>
    public ScanMetrics(IMeterFactory meters) => scans = new LabeledCounter(
        ParhelionMeter.Of(meters), "parhelion.scans", "{file}", "Uploads that were scanned for malware, or could not be scanned.", "result", Results);

    /// <summary>Counts a file in which nothing was found.</summary>
    public void Clean() => scans.Add(0);

    /// <summary>Counts a file that is malware or is on the list of refused hashes.</summary>
    public void Malware() => scans.Add(1);

    /// <summary>Counts a file that could not be scanned, whether it is refused or accepted.</summary>
    public void Failed() => scans.Add(2);
}
