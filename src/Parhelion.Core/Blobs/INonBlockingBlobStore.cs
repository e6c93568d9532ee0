namespace Parhelion.Core.Blobs;

/// <summary>What a blob store can do beside <see cref="IBlobStore"/>: open a blob without waiting for anything, for a thread that must not.</summary>
public interface INonBlockingBlobStore
{
    /// <summary>Opens a range of a blob, as <see cref="IBlobStore.OpenAsync"/> does; <c>null</c> when that might take time, or the blob is not there.
    /// Reading it waits only for what is not in memory, and with another thread.</summary>
    Blob? TryOpen(BlobKey key, long offset, long count);
}
