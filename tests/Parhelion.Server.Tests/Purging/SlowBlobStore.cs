using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests.Purging;

/// <summary>A store whose bytes come when the test says so.</summary>
internal sealed class SlowBlobStore(IBlobStore inner, Task gate) : IBlobStore
{
    private readonly TaskCompletionSource reading = new();

    /// <summary>Done when somebody waits for bytes.</summary>
    public Task Reading => reading.Task;

    public Task<long> WriteAsync(BlobKey key, PipeReader source, CancellationToken cancellationToken) => inner.WriteAsync(key, source, cancellationToken);

    public async ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken)
    {
        var blob = await inner.OpenAsync(key, offset, count, cancellationToken);
        reading.TrySetResult();
        await gate.WaitAsync(cancellationToken);
        return blob;
    }

    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken) => inner.LengthAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<BlobFault>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken) => inner.DeleteAsync(keys, cancellationToken);

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask DeleteAsync(StoredBlob entry, CancellationToken cancellationToken) => inner.DeleteAsync(entry, cancellationToken);

    public IBlobQuarantine Quarantine => inner.Quarantine;

    public IStoreMark Mark => inner.Mark;

    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
}
