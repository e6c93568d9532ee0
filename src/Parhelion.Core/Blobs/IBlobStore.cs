using System.IO.Pipelines;

namespace Parhelion.Core.Blobs;

/// <summary>Keeps the bytes of attachments. Content under a key never changes. Safe for concurrent use. A store that cannot be reached or
/// that fails throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
public interface IBlobStore
{
    /// <summary>Where blobs are kept that no row knows.</summary>
    IBlobQuarantine Quarantine { get; }

    /// <summary>Which installation the blobs belong to.</summary>
    IStoreIdentityFile Mark { get; }

    /// <summary>Stores what <paramref name="source"/> yields until it completes. All or nothing: when the source fails or the token
    /// is cancelled nothing stays behind, and when this returns the blob is as durable as the store is configured to be.
    /// A key is written once: it comes from <see cref="BlobKey.New"/>, and what becomes of a second write is not defined.</summary>
    /// <param name="key">The name of the new blob.</param>
    /// <param name="source">The bytes. Read to its end, not completed.</param>
    /// <param name="check">Called with all bytes after the source has completed, and before a reader could have them; <c>null</c> when nothing is to
    /// be looked at. When it throws, nothing stays behind.</param>
    /// <param name="cancellationToken">Honoured while reading the source, not while publishing.</param>
    /// <returns>How many bytes were stored.</returns>
    Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader source, StagedCheck? check, CancellationToken cancellationToken);

    /// <summary>Opens a blob for reading <paramref name="count"/> bytes from <paramref name="offset"/> on; <c>null</c> when there is none. What is
    /// open stays readable to its end, even when it is deleted meanwhile, unless the store has to be asked for the rest
    /// (<see cref="BlobGoneException"/>).</summary>
    ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken);

    /// <summary>Bytes of a blob; <c>null</c> when there is none.</summary>
    ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Erases blobs, also where they are in the quarantine. Idempotent: a blob that is not there is erased already.</summary>
    /// <returns>Those that could not be erased, and why.</returns>
    ValueTask<IReadOnlyList<BlobFault>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken);

    /// <summary>Everything that is stored, in no particular order and with bounded memory: whole blobs, writes in progress, and what an
    /// interrupted write left behind.</summary>
    IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken);

    /// <summary>Erases exactly the entry that <see cref="ListAsync"/> found, be it a blob, litter, or a blob in the quarantine. Idempotent.</summary>
    ValueTask DeleteAsync(StoredBlob entry, CancellationToken cancellationToken);

    /// <summary>The time by the clock that stamps <see cref="StoredBlob.ModifiedAt"/>: ages are told by one clock, which is not that of the node.</summary>
    ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    /// <summary>Stores and erases a few bytes in the way that an upload does; throws when an upload would fail. <see cref="ListAsync"/> never shows
    /// them. One check at a time.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>A blob that could not be erased.</summary>
/// <param name="Key">The blob.</param>
/// <param name="Fault">Why.</param>
public readonly record struct BlobFault(BlobKey Key, Exception Fault);
