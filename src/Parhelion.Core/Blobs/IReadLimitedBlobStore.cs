namespace Parhelion.Core.Blobs;

/// <summary>A blob store that limits how many blobs are read at the same time, and gives each reader a fair share of these reads. A read beyond the limit
/// waits, and fails if it cannot begin in time.</summary>
public interface IReadLimitedBlobStore
{
    /// <summary>Opens a range of a blob, as <see cref="IBlobStore.OpenAsync"/> does, and counts the read for one reader. If the reader takes no bytes for a
    /// time, the read stops counting until it continues.</summary>
    /// <param name="key">The blob.</param>
    /// <param name="offset">Position of the first byte.</param>
    /// <param name="count">Number of bytes.</param>
    /// <param name="reader">Who reads, for example the address of a client. Each reader has a share of the reads.</param>
    /// <param name="cancellationToken">Cancels waiting for a read and opening the blob.</param>
    /// <exception cref="TooManyReadsException">No read became free in time.</exception>
    ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, string reader, CancellationToken cancellationToken);
}
