namespace Parhelion.Core.Removing;

/// <summary>What a search for left-over files has seen and done.</summary>
public sealed record OrphanScanResult
{
    /// <summary>Published blobs in the store.</summary>
    public long Blobs { get; set; }

    /// <summary>Staged files that were erased.</summary>
    public long Staged { get; set; }

    /// <summary>Published blobs without a row.</summary>
    public long Orphans { get; set; }

    /// <summary>Bytes of these.</summary>
    public long OrphanBytes { get; set; }

    /// <summary>Whether they were too many, so that none was moved.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Blobs that were moved into the quarantine.</summary>
    public long Taken { get; set; }

    /// <summary>Bytes of these.</summary>
    public long TakenBytes { get; set; }

    /// <summary>Blobs that were in the quarantine before, and stay there.</summary>
    public long Held { get; set; }

    /// <summary>Blobs in the quarantine whose row is there again, and that were given back.</summary>
    public long GivenBack { get; set; }

    /// <summary>Blobs that had had their time in the quarantine and were erased.</summary>
    public long Erased { get; set; }

    /// <summary>Bytes of these.</summary>
    public long ErasedBytes { get; set; }

    /// <summary>Whether there are more to be moved than one round moves.</summary>
    public bool HasMore => !IsStopped && Taken > 0 && Orphans > Taken;
}
