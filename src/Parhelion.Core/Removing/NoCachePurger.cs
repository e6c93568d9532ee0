using Parhelion.Core.Blobs;

namespace Parhelion.Core.Removing;

/// <summary>Does nothing when attachments are purged, because the installation has no caches in front of the server.</summary>
public sealed class NoCachePurger : ICachePurger
{
    /// <inheritdoc />
    public bool Any => false;

    /// <inheritdoc />
    public Task<IReadOnlyList<BlobRemovalFailure>> PurgeAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<BlobRemovalFailure>>([]);
}
