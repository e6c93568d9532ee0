using System.IO.Pipelines;

namespace Parhelion.Core.Blobs;

/// <summary>Stores blobs: the bytes of attachments, and of pictures of attachments. Each blob has a key (<see cref="BlobKey"/>), and the bytes under a key
/// never change.</summary>
/// <remarks>Implementations are safe for concurrent use. A method throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when the store
/// fails or cannot be reached.</remarks>
public interface IBlobStore
{
    /// <summary>Holds blobs that no database row refers to, before they are erased.</summary>
    IOrphanQuarantine Quarantine { get; }

    /// <summary>Stores the bytes of resumable uploads until they are complete.</summary>
    IPartialBlobStore Partial { get; }

    /// <summary>Says which installation the blobs belong to.</summary>
    IStoreIdentityFile IdentityFile { get; }

    /// <summary>Stores the bytes of <paramref name="source"/> as a new blob. The write is atomic: when the source fails or the token is cancelled, nothing
    /// remains. When the method returns, the blob is as durable as the store is configured to be. A key, which comes from <see cref="BlobKey.New"/>, is
    /// written only once; the result of a second write is undefined.</summary>
    /// <param name="key">The key of the new blob.</param>
    /// <param name="source">The bytes. The method reads the source to its end and does not complete it.</param>
    /// <param name="check">Called with all bytes after the source has completed and before anybody can read the blob; <c>null</c> for no check. When it
    /// throws, nothing remains.</param>
    /// <param name="cancellationToken">Cancels reading the source. Publishing is not cancelled.</param>
    /// <returns>The number of bytes stored, and how long a duplicate of the write may still arrive.</returns>
    Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader source, StagedCheck? check, CancellationToken cancellationToken);

    /// <summary>Opens <paramref name="count"/> bytes of a blob, starting at <paramref name="offset"/>; <c>null</c> when the blob does not exist. An open blob
    /// can be read to its end even if it is deleted meanwhile. If the store must be asked for the rest, reading can throw
    /// <see cref="BlobDeletedDuringReadException"/>.</summary>
    ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken);

    /// <summary>Gets the length of a blob in bytes; <c>null</c> when it does not exist.</summary>
    ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Erases blobs, including those in the quarantine. Idempotent: a blob that does not exist counts as erased.</summary>
    /// <returns>The blobs that could not be erased, and why.</returns>
    ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken);

    /// <summary>Lists everything in the store, in no particular order and with bounded memory:
    /// complete blobs, writes in progress, and remains of interrupted writes.</summary>
    IAsyncEnumerable<BlobListingEntry> ListAsync(CancellationToken cancellationToken);

    /// <summary>Erases exactly one entry that a listing returned: a blob, the remains of a write, or a blob in the quarantine. Idempotent.</summary>
    ValueTask DeleteAsync(BlobListingEntry entry, CancellationToken cancellationToken);

    /// <summary>Gets the time of the clock that sets <see cref="BlobListingEntry.ModifiedAt"/>. Ages
    /// must be computed with this clock, not with that of the node.</summary>
    ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    /// <summary>Stores and erases a few bytes in the same way as an upload.
    /// <see cref="ListAsync"/> never lists them. Callers run one check at a time.</summary>
    /// <exception cref="IOException">An upload would fail.</exception>
    /// <exception cref="UnauthorizedAccessException">An upload would fail.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
