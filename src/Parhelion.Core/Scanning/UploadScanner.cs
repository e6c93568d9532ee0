using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Scanning;

/// <summary>Begins the malware check of each upload (<see cref="UploadScan"/>), if the server has a scanner or a list of refused hashes.</summary>
/// <param name="hashes">The list of refused hashes.</param>
/// <param name="scanner">The malware scanner; <c>null</c> if the server has none.</param>
/// <param name="metrics">The counters of the results; <c>null</c> if results are not counted.</param>
public sealed class UploadScanner(RefusedHashes hashes, MalwareScanner? scanner = null, ScanMetrics? metrics = null)
{
    /// <summary>Whether the check of an upload may take long or fail, because another program makes it.</summary>
    internal bool MayWait => scanner is not null;

    /// <summary>Begins the check of one upload; <c>null</c>: there is nothing to check it with.</summary>
    internal UploadScan? Begin() => scanner is null && hashes.Count == 0 ? null : new UploadScan(hashes, scanner, metrics);
}
