using Parhelion.Core.Blobs;

namespace Parhelion.Core.Removing;

/// <summary>The cache purger of an installation without caches. It does nothing.</summary>
public sealed class NoCachePurger : ICachePurger
{
    /// <inheritdoc />
    public bool Any => false;

    /// <inheritdoc />
    public Task<IReadOnlyList<BlobRemovalFailure>> PurgeAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<BlobRemovalFailure>>([]);
}
