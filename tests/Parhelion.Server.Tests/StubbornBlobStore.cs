using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests;

/// <summary>A store that erases nothing for as long as the test says so.</summary>
internal sealed class StubbornBlobStore(IBlobStore inner, StubbornBlobStore.Switch state) : IBlobStore
{
    public Task<long> WriteAsync(BlobKey key, PipeReader source, CancellationToken cancellationToken) => inner.WriteAsync(key, source, cancellationToken);

    public ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken) => inner.OpenAsync(key, offset, count, cancellationToken);

    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken) => inner.LengthAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<BlobFault>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        if (!state.IsStubborn) return inner.DeleteAsync(keys, cancellationToken);
        Interlocked.Add(ref state.Refusals, keys.Count);
        return new([.. keys.Select(key => new BlobFault(key, new IOException("The store keeps everything.")))]);
    }

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask DeleteAsync(StoredBlob entry, CancellationToken cancellationToken) => inner.DeleteAsync(entry, cancellationToken);

    public IBlobQuarantine Quarantine => inner.Quarantine;

    public IStoreMark Mark => inner.Mark;

    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public sealed class Switch
    {
        public int Refusals;

        public bool IsStubborn { get; set; }
    }
}
