using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests.Readiness;

/// <summary>A store whose checks end when the test says so.</summary>
internal sealed class HangingBlobStore(IBlobStore inner) : IBlobStore
{
    private int checks;

    /// <summary>What checks wait for. Nothing while the server starts, since it does not start on a store that hangs.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Checks that were begun.</summary>
    public int Checks => checks;

    public Task<long> WriteAsync(BlobKey key, PipeReader source, CancellationToken cancellationToken) => inner.WriteAsync(key, source, cancellationToken);

    public ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken) => inner.OpenAsync(key, offset, count, cancellationToken);

    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken) => inner.LengthAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<BlobFault>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken) => inner.DeleteAsync(keys, cancellationToken);

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask DeleteAsync(StoredBlob entry, CancellationToken cancellationToken) => inner.DeleteAsync(entry, cancellationToken);

    public IBlobQuarantine Quarantine => inner.Quarantine;

    public IStoreMark Mark => inner.Mark;

    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref checks);
        await Gate.WaitAsync(cancellationToken);
        await inner.CheckAsync(cancellationToken);
    }
}
