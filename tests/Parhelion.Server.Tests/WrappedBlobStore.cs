using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests;

/// <summary>A store that passes everything on to another one. A test overrides what is to be different.</summary>
internal abstract class WrappedBlobStore(IBlobStore inner) : IBlobStore
{
    public IOrphanQuarantine Quarantine => inner.Quarantine;

    public virtual IPartialBlobStore Partial => inner.Partial;

    public virtual IStoreIdentityFile IdentityFile => inner.IdentityFile;

    public virtual Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader source, StagedCheck? check, CancellationToken cancellationToken) =>
        inner.WriteAsync(key, source, check, cancellationToken);

    public virtual ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken) =>
        inner.OpenAsync(key, offset, count, cancellationToken);

    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken) => inner.LengthAsync(key, cancellationToken);

    public virtual ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken) =>
        inner.DeleteAsync(keys, cancellationToken);

    public IAsyncEnumerable<BlobListingEntry> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask DeleteAsync(BlobListingEntry entry, CancellationToken cancellationToken) => inner.DeleteAsync(entry, cancellationToken);

    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    public virtual Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
}
