namespace Parhelion.Core.Blobs;

/// <summary>Keeps published blobs that no row knows, apart from the others, until somebody erases them or gives them back. A missing row is no proof
/// of litter: the database may be the wrong one. Content and key of a blob stay what they are.</summary>
public interface IBlobQuarantine
{
    /// <summary>Moves a published blob into the quarantine. The move is atomic on a disk; in a bucket the copy is compared with the blob before the
    /// blob is deleted. From then on <see cref="StoredBlob.ModifiedAt"/> says when it was taken.</summary>
    /// <returns>False when there is no such blob.</returns>
    ValueTask<bool> TakeAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Moves a blob back to its place, where it is as old as if it had just been written.</summary>
    /// <returns>False when it is not in the quarantine, or a blob of another length has its place.</returns>
    ValueTask<bool> GiveBackAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Lists what is in the quarantine, in no particular order and with bounded memory. <see cref="IBlobStore.DeleteAsync(StoredBlob,
    /// CancellationToken)"/> erases an entry.</summary>
    IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken);
}
