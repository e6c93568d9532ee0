namespace Parhelion.Core.Blobs;

/// <summary>
/// The kind of an entry in the listing of a blob store (<see cref="BlobListingEntry"/>). Examples are a complete blob, an unfinished upload, and a file that
/// the store did not create.
/// </summary>
public enum BlobListingEntryKind
{
    /// <summary>A published blob.</summary>
    Complete,

    /// <summary>A write in progress, or the remains of an interrupted write.</summary>
    Staged,

    /// <summary>Bytes of a resumable upload that is not complete, or a multipart upload in a bucket. The bytes stay for days, as long as the upload is
    /// open.</summary>
    Partial,

    /// <summary>A blob in the quarantine. Only <see cref="IOrphanQuarantine.ListAsync"/> lists it.</summary>
    Quarantined,

    /// <summary>A file that this store did not create. It is reported and never changed.</summary>
    Foreign,
}
