namespace Parhelion.Core.Blobs;

/// <summary>Stores the bytes of each resumable upload until the upload is complete. These bytes are called a partial blob. Nobody can download a partial blob,
/// and it has no row in <c>attachments</c>.</summary>
/// <remarks>The caller records the state of each partial blob, and lets one writer at a time append to it. Implementations are safe for concurrent use with
/// different keys. They throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when the store fails.</remarks>
public interface IPartialBlobStore
{
    /// <summary>Opens a partial blob to append to it. Bytes after <see cref="PartialBlobState.Length"/>, which a writer stored but never reported, are
    /// dropped.</summary>
    /// <param name="key">The key that the blob gets when it is published.</param>
    /// <param name="state">The last recorded state; <see cref="PartialBlobState.Empty"/> for a new partial blob.</param>
    /// <param name="cancellationToken">Cancels the opening, not the writer.</param>
    /// <exception cref="PartialBlobLostException">The store does not have all bytes that the state promises.</exception>
    ValueTask<IPartialBlobWriter> OpenAsync(BlobKey key, PartialBlobState state, CancellationToken cancellationToken);

    /// <summary>Erases a partial blob. Idempotent. Does not erase a published blob.</summary>
    ValueTask DeleteAsync(BlobKey key, PartialBlobState state, CancellationToken cancellationToken);
}
