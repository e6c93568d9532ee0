namespace Parhelion.Core.Moving;

/// <summary>Says whether the target store has a blob after an attempt to copy the blob. If the target store lacks the blob, the value says why.</summary>
internal enum BlobCopyOutcome
{
    /// <summary>The target store has the blob with the right hash.</summary>
    Brought,

    /// <summary>The bytes in the source store are missing or wrong.</summary>
    Faulty,

    /// <summary>The source installation has deleted the attachment meanwhile.</summary>
    Gone,
}
