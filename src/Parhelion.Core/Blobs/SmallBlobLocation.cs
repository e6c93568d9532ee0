using BitFaster.Caching;

namespace Parhelion.Core.Blobs;

/// <summary>The location of a small blob: a segment, and a slot in the table of that segment. The segment stays open until <see cref="Segment"/> is
/// disposed.</summary>
/// <param name="Segment">The open segment.</param>
/// <param name="Index">Number of the slot in the table.</param>
/// <param name="Slot">Content of the slot when it was read.</param>
internal readonly record struct SmallBlobLocation(Lifetime<SegmentFile> Segment, int Index, SegmentTableEntry Slot);
