using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Scanning;

/// <summary>Begins the malware check of each upload (<see cref="UploadScan"/>), if the server has a scanner or a list of refused hashes.</summary>
/// <param name="hashes">The list of refused hashes.</param>
/// <param name="scanner">The scanner; <c>null</c>: there is none.</param>
/// <param name="metrics">Counts the results; <c>null</c>: nobody counts them.</param>
public sealed class UploadScanner(RefusedHashes hashes, MalwareScanner? scanner = null, ScanMetrics? metrics = null)
{
    /// <summary>Whether the check of an upload may take long or fail, because another program makes it.</summary>
    internal bool MayWait => scanner is not null;

    /// <summary>Begins the check of one upload; <c>null</c>: there is nothing to check it with.</summary>
    internal UploadScan? Begin() => scanner is null && hashes.Count == 0 ? null : new UploadScan(hashes, scanner, metrics);
}
