using Parhelion.Core.Blobs;

namespace Parhelion.Core.Removing;

/// <summary>The caches in front of the server, which are told what is gone.</summary>
public interface ICachePurger
{
    /// <summary>Whether there is any.</summary>
    bool Any { get; }

    /// <summary>Has every cache drop what it holds of these. Idempotent.</summary>
    /// <param name="purges">What is gone.</param>
    /// <param name="isRetry">Whether these were tried before. If not, a cache that has failed of late is left out, so that the others do not wait
    /// for it.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Those that not every cache has confirmed, and why.</returns>
    Task<IReadOnlyList<BlobFault>> PurgeAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken);
}

/// <summary>An attachment that caches are to drop.</summary>
/// <param name="Key">Its key, which is also a tag of its answers.</param>
/// <param name="Path">Path of its media URL, percent-encoded; <c>null</c> when it is not known.</param>
public readonly record struct PurgeRequest(BlobKey Key, string? Path);

/// <summary>No cache.</summary>
public sealed class NoCachePurger : ICachePurger
{
    /// <inheritdoc />
    public bool Any => false;

    /// <inheritdoc />
    public Task<IReadOnlyList<BlobFault>> PurgeAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<BlobFault>>([]);
}
