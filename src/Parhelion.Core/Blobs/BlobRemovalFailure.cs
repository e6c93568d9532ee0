namespace Parhelion.Core.Blobs;

/// <summary>Names a blob that was not removed everywhere, and the reason. Either the store could not erase the blob, or an HTTP cache in front of the server
/// has not purged it.</summary>
/// <param name="Key">Key of the blob.</param>
/// <param name="Fault">Why the erasure or the purge failed.</param>
public readonly record struct BlobRemovalFailure(BlobKey Key, Exception Fault);
