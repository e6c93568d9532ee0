using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests;

/// <summary>A store that fails with each upload in a way that nobody has foreseen.</summary>
internal sealed class BrokenBlobStore(IBlobStore inner) : IBlobStore
{
    public IBlobQuarantine Quarantine => inner.Quarantine;

    public IStoreMark Mark => inner.Mark;

    public Task<long> WriteAsync(BlobKey key, PipeReader source, CancellationToken cancellationToken) => throw new NotSupportedException("Nobody has foreseen this.");

    public ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken) => inner.OpenAsync(key, offset, count, cancellationToken);

    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken) => inner.LengthAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<BlobFault>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken) => inner.DeleteAsync(keys, cancellationToken);

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask DeleteAsync(StoredBlob entry, CancellationToken cancellationToken) => inner.DeleteAsync(entry, cancellationToken);

    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
}
