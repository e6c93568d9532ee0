using System.IO.Pipelines;

namespace Parhelion.Core.Blobs;

/// <summary>Shorter calls of every <see cref="IBlobStore"/>.</summary>
public static class BlobStoreExtensions
{
    /// <summary>Stores bytes that nobody looks at before they are published.</summary>
    public static Task<BlobWriteResult> WriteAsync(this IBlobStore store, BlobKey key, PipeReader source, CancellationToken cancellationToken) =>
        store.WriteAsync(key, source, check: null, cancellationToken);
}
