using System.IO.Pipelines;

namespace Parhelion.Core.Blobs;

/// <summary>Adds a shorter overload of <see cref="IBlobStore.WriteAsync"/> to every <see cref="IBlobStore"/>. The full method has a parameter for a check. The
/// overload stores a blob without a check.</summary>
public static class BlobStoreExtensions
{
    /// <summary>Stores a blob without a check before it is published.</summary>
    public static Task<BlobWriteResult> WriteAsync(this IBlobStore store, BlobKey key, PipeReader source, CancellationToken cancellationToken) =>
        store.WriteAsync(key, source, check: null, cancellationToken);
}
