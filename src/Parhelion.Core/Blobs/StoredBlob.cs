namespace Parhelion.Core.Blobs;

/// <summary>An entry in a listing of a store: a blob, a write in progress, or another file.</summary>
/// <param name="Name">The name under which an operator finds the entry in the store.</param>
/// <param name="Key">The blob key in the name; <c>null</c> when the name contains none.</param>
/// <param name="State">What kind of entry it is.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="ModifiedAt">When the entry was last written, by the clock of the store.</param>
public sealed record StoredBlob(string Name, BlobKey? Key, StoredBlobState State, long Length, DateTimeOffset ModifiedAt);

/// <summary>What kind of entry a <see cref="StoredBlob"/> is.</summary>
public enum StoredBlobState
{
    /// <summary>A published blob.</summary>
    Whole,

    /// <summary>A write in progress, or the remains of an interrupted write.</summary>
    Staged,

    /// <summary>A blob in the quarantine. Only <see cref="IBlobQuarantine.ListAsync"/> lists it.</summary>
    Quarantined,

    /// <summary>A file that this store did not create. It is reported and never changed.</summary>
    Foreign,
}
