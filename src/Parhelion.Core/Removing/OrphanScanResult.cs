namespace Parhelion.Core.Removing;

/// <summary>The result of one <see cref="OrphanScan"/>: how many blobs it found, how many it moved into the quarantine, how many it moved back, and how many it
/// erased.</summary>
public sealed record OrphanScanResult
{
    /// <summary>Published blobs in the store.</summary>
    public long Blobs { get; set; }

    /// <summary>Staged files and partial blobs that were erased.</summary>
    public long Staged { get; set; }

    /// <summary>Published blobs without a row.</summary>
    public long Orphans { get; set; }

    /// <summary>Total bytes of the published blobs without a row.</summary>
    public long OrphanBytes { get; set; }

    /// <summary>Whether the scan has stopped because too many blobs had no row. A scan that has stopped moves no blob.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Blobs that were moved into the quarantine.</summary>
    public long Quarantined { get; set; }

    /// <summary>Total bytes of the blobs that were moved.</summary>
    public long QuarantinedBytes { get; set; }

    /// <summary>Blobs that were in the quarantine before the scan and stay there.</summary>
    public long Held { get; set; }

    /// <summary>Blobs that were moved back from the quarantine, because their row exists again.</summary>
    public long Restored { get; set; }

    /// <summary>Blobs that were erased, because their time in the quarantine was over.</summary>
    public long Erased { get; set; }

    /// <summary>Total bytes of the blobs that were erased.</summary>
    public long ErasedBytes { get; set; }

    /// <summary>Whether there are more orphans than one scan moves.</summary>
    public bool HasMore => !IsStopped && Quarantined > 0 && Orphans > Quarantined;
}
