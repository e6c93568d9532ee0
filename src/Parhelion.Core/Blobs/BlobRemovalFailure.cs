namespace Parhelion.Core.Blobs;

/// <summary>A blob that the store could not erase, or that not every cache has purged.</summary>
/// <param name="Key">Key of the blob.</param>
/// <param name="Fault">Why the erasure or the purge failed.</param>
public readonly record struct BlobRemovalFailure(BlobKey Key, Exception Fault);
