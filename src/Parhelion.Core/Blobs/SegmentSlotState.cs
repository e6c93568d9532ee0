namespace Parhelion.Core.Blobs;

/// <summary>The state of one slot in the table of a segment. A slot passes through the states in this order and never goes back.</summary>
internal enum SegmentSlotState : byte
{
    /// <summary>No blob was written to the slot.</summary>
    Free = 0,

    /// <summary>The slot has a blob.</summary>
    Live = 1,

    /// <summary>The blob is deleted for all readers. Its bytes are being erased.</summary>
    Erasing = 2,

    /// <summary>The bytes of the blob are erased, also after a power cut.</summary>
    Erased = 3,
}
