namespace Parhelion.Core.Blobs;

/// <summary>A blob store that can open blobs without blocking, for threads that must not wait.</summary>
public interface INonBlockingBlobStore
{
    /// <summary>Opens a range of a blob, as <see cref="IBlobStore.OpenAsync"/> does. Returns <c>null</c> when that might block or the blob does not exist.
    /// Reading the range then waits only for bytes that are not in memory, without blocking the calling thread.</summary>
    OpenBlob? TryOpen(BlobKey key, long offset, long count);
}
