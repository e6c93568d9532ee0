using Parhelion.Core.Blobs;

namespace Parhelion.Core.Removing;

/// <summary>Purges removed attachments from the caches in front of the server.</summary>
public interface ICachePurger
{
    /// <summary>Whether any cache is configured.</summary>
    bool Any { get; }

    /// <summary>Makes every cache drop its copies of these attachments. Idempotent.</summary>
    /// <param name="purges">The removed attachments.</param>
    /// <param name="isRetry">Whether a purge of these was tried before. If not, a cache that has failed recently is skipped, so that the other caches
    /// do not wait for it.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The attachments whose purge not every cache has confirmed, with the reasons.</returns>
    Task<IReadOnlyList<BlobFault>> PurgeAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken);
}

/// <summary>An attachment that caches must drop.</summary>
/// <param name="Key">Key of its blob, which is also the cache tag of its responses.</param>
/// <param name="Path">Path of its media URL, percent-encoded; <c>null</c> if it is not known.</param>
public readonly record struct PurgeRequest(BlobKey Key, string? Path);

/// <summary>The purger of an installation without caches; it does nothing.</summary>
public sealed class NoCachePurger : ICachePurger
{
    /// <inheritdoc />
    public bool Any => false;

    /// <inheritdoc />
    public Task<IReadOnlyList<BlobFault>> PurgeAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<BlobFault>>([]);
}
