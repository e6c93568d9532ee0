namespace Parhelion.Core.Moving;

/// <summary>The outcome of copying a blob.</summary>
internal enum BlobCopyOutcome
{
    /// <summary>The target store has the blob with the right hash.</summary>
    Brought,

    /// <summary>The bytes in the source store are missing or wrong.</summary>
    Faulty,

    /// <summary>The source installation has deleted the attachment meanwhile.</summary>
    Gone,
}
