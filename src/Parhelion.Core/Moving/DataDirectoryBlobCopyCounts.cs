namespace Parhelion.Core.Moving;

/// <summary>Counts the blobs that a backup or a restore has linked, copied, found at the target, or erased.</summary>
public sealed class DataDirectoryBlobCopyCounts
{
    /// <summary>Blobs that were hard-linked.</summary>
    public long Linked { get; internal set; }

    /// <summary>Blobs that were copied.</summary>
    public long Copied { get; internal set; }

    /// <summary>Blobs that existed already.</summary>
    public long Present { get; internal set; }

    /// <summary>Blobs that were erased because they have no row.</summary>
    public long Erased { get; internal set; }
}
