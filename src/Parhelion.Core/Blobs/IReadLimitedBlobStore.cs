namespace Parhelion.Core.Blobs;

/// <summary>What a blob store can do beside <see cref="IBlobStore"/>: share out its reads, of which it has a limited number, among those who read.</summary>
public interface IReadLimitedBlobStore
{
    /// <summary>Opens a range of a blob, as <see cref="IBlobStore.OpenAsync"/> does, on the account of one reader. A reader who takes nothing gives the read
    /// back until it goes on.</summary>
    /// <param name="key">The blob.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="count">Bytes of the range.</param>
    /// <param name="reader">Who reads, such as the address of a client. Each has a share of the reads.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TooManyReadsException">There was no read left for too long.</exception>
    ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, string reader, CancellationToken cancellationToken);
}
