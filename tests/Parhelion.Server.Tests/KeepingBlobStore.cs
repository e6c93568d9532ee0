using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests;

/// <summary>A store that cannot erase.</summary>
internal sealed class KeepingBlobStore(IBlobStore inner) : IBlobStore
{
    private int attempts;

    public int Attempts => attempts;

    public Task<long> WriteAsync(BlobKey key, PipeReader source, CancellationToken cancellationToken) => inner.WriteAsync(key, source, cancellationToken);

    public ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken) => inner.OpenAsync(key, offset, count, cancellationToken);

    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken) => inner.LengthAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<BlobFault>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref attempts, keys.Count);
        return new([.. keys.Select(key => new BlobFault(key, new IOException("The store keeps everything.")))]);
    }

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask DeleteAsync(StoredBlob entry, CancellationToken cancellationToken) => inner.DeleteAsync(entry, cancellationToken);

    public IBlobQuarantine Quarantine => inner.Quarantine;

    public IStoreMark Mark => inner.Mark;

    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
}
