using BitFaster.Caching;

namespace Parhelion.Core.Blobs;

/// <summary>Where a blob is. The segment stays open until <see cref="Segment"/> is disposed.</summary>
/// <param name="Segment">The open segment.</param>
/// <param name="Index">The number of the slot.</param>
/// <param name="Slot">The slot as it was read.</param>
internal readonly record struct SegmentPlace(Lifetime<BlobSegment> Segment, int Index, SegmentSlot Slot);
