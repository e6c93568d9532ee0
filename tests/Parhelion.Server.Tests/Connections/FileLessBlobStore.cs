using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests.Connections;

/// <summary>A store in a process that may open no further file, for as long as the test says so.</summary>
internal sealed class FileLessBlobStore(IBlobStore inner) : IBlobStore
{
    public bool IsOut { get; set; }

    public Task<long> WriteAsync(BlobKey key, PipeReader source, CancellationToken cancellationToken)
    {
        Open();
        return inner.WriteAsync(key, source, cancellationToken);
    }

    public ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken)
    {
        Open();
        return inner.OpenAsync(key, offset, count, cancellationToken);
    }

    public ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken) => inner.LengthAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<BlobFault>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken) => inner.DeleteAsync(keys, cancellationToken);

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask DeleteAsync(StoredBlob entry, CancellationToken cancellationToken) => inner.DeleteAsync(entry, cancellationToken);

    public IBlobQuarantine Quarantine => inner.Quarantine;

    public IStoreMark Mark => inner.Mark;

    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    // As .NET reports EMFILE.
    private void Open()
    {
        if (IsOut) throw new IOException("Too many open files", 24);
    }
}
