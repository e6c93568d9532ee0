namespace Parhelion.Core.Blobs;

/// <summary>
/// The state of an entry in the table of a segment. A segment is a file that holds many small blobs. A blob is readable only while its entry is
/// <see cref="Live"/>.
/// </summary>
/// <remarks>
/// The entry of an upload is <see cref="Erasing"/> until the upload is published. If the process is killed before that, the bytes are therefore erased. The
/// entry of a deleted blob never becomes <see cref="Live"/> again.
/// </remarks>
internal enum SegmentEntryState : byte
{
    /// <summary>No blob was written for the entry.</summary>
    Free = 0,

    /// <summary>The entry has a blob.</summary>
    Live = 1,

    /// <summary>Nobody can read the blob: it is not published yet, or it is deleted and its bytes are being erased.</summary>
    Erasing = 2,

    /// <summary>The bytes of the blob are erased. For a blob that was published, a power cut does not change that.</summary>
    Erased = 3,
}
