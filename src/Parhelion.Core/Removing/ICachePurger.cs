using Parhelion.Core.Blobs;

namespace Parhelion.Core.Removing;

/// <summary>Purges deleted attachments from the caches in front of the server.</summary>
public interface ICachePurger
{
    /// <summary>Whether any cache is configured.</summary>
    bool Any { get; }

    /// <summary>Makes every cache delete its copies of these attachments. Idempotent.</summary>
    /// <param name="purges">The deleted attachments.</param>
    /// <param name="isRetry">Whether an earlier purge of these attachments has failed. If not, a cache that has failed recently is skipped, so that the other
    /// caches do not wait for it.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The attachments whose purge not every cache has confirmed, with the reasons.</returns>
    Task<IReadOnlyList<BlobRemovalFailure>> PurgeAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken);
}
