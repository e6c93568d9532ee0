using Parhelion.Core.Blobs;

namespace Parhelion.Core.Removing;

/// <summary>Says what <see cref="RemovalProcessor"/> could not erase or purge in one batch of removals, and whether the next batch is due.</summary>
/// <param name="Kept">Attachments whose blob, or the blob of one of their renditions, could not be erased, with the reasons.</param>
/// <param name="Unconfirmed">Number of removals whose purge at least one cache has not confirmed.</param>
/// <param name="More">Whether the next batch is probably due already.</param>
public sealed record RemovalBatchResult(IReadOnlyList<BlobRemovalFailure> Kept, int Unconfirmed, bool More);
