using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests;

/// <summary>A store that cannot erase.</summary>
internal sealed class KeepingBlobStore(IBlobStore inner) : IBlobStore
{
    private int attempts;

    public int Attempts => attempts;

    public Task<long> WriteAsync(BlobKey key, PipeReader source, CancellationToken cancellationToken) => inner.WriteAsync(key, source, cancellationToken);

    public ValueTask<Blob?> OpenAsync(BlobKey key, CancellationToken cancellationToken) => inner.OpenAsync(key, cancellationToken);

    public ValueTask<bool> DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref attempts);
        throw new IOException("The store keeps everything.");
    }

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask DeleteAsync(StoredBlob entry, CancellationToken cancellationToken) => inner.DeleteAsync(entry, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
}
