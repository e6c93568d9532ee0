using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;

namespace Parhelion.Core.Blobs;

/// <summary>One slot in the table of a segment (a file that holds many small blobs). A slot says which blob it stands for, and where in the file the bytes of
/// this blob are.</summary>
/// <remarks>A slot takes 64 bytes, and its numbers are little-endian. First come the key (18 bytes), the state (1), a zero (1), the length (4) and the position
/// in the file (8). Then come the time in milliseconds since 1970 (8), zeros (16) and a checksum (XXH3, 8). The checksum covers all bytes before it except the
/// state. The state can therefore be changed by writing one byte.</remarks>
/// <param name="Key">The key of the blob.</param>
/// <param name="State">The state.</param>
/// <param name="Offset">Position of the first byte in the file; a multiple of <see cref="SegmentFile.Alignment"/>.</param>
/// <param name="Length">Length of the blob in bytes.</param>
/// <param name="WrittenAt">When the blob was written, by the clock of the file system.</param>
internal readonly record struct SegmentTableEntry(BlobKey Key, SegmentEntryState State, long Offset, int Length, DateTimeOffset WrittenAt)
{
    /// <summary>Size of a slot in bytes. A slot is within one sector of the disk, so a power cut leaves all of it or nothing.</summary>
    public const int Bytes = 64;

    /// <summary>Position of the state in the slot.</summary>
    public const int StateAt = KeyBytes;

    private const int KeyBytes = 18;
    private const int LengthAt = 20;
    private const int OffsetAt = 24;
    private const int TimeAt = 32;
    private const int ChecksumAt = 56;

    /// <summary>Whether a slot begins with the bytes of this key.</summary>
    public static bool HasKey(ReadOnlySpan<byte> slot, ReadOnlySpan<byte> key) => slot[..KeyBytes].SequenceEqual(key);

    /// <summary>Decodes a key into 18 bytes.</summary>
    public static void Decode(BlobKey key, Span<byte> bytes) => Base64Url.DecodeFromChars(key.Value, bytes);

    /// <summary>The state that the bytes of a slot have.</summary>
    public static SegmentEntryState StateOf(ReadOnlySpan<byte> slot) => (SegmentEntryState)slot[StateAt];

    /// <summary>Reads a slot. False when it is free or damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> slot, out SegmentTableEntry value)
    {
        value = default;
        var state = StateOf(slot);
        if (state is SegmentEntryState.Free or > SegmentEntryState.Erased || BinaryPrimitives.ReadUInt64LittleEndian(slot[ChecksumAt..]) != ChecksumOf(slot)) return false;
        value = new SegmentTableEntry(
            BlobKey.Parse(Base64Url.EncodeToString(slot[..KeyBytes])), state, BinaryPrimitives.ReadInt64LittleEndian(slot[OffsetAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(slot[LengthAt..]), DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(slot[TimeAt..])));
        return true;
    }

    /// <summary>Writes the slot into 64 bytes.</summary>
    public void Write(Span<byte> slot)
    {
        slot[..Bytes].Clear();
        Decode(Key, slot[..KeyBytes]);
        BinaryPrimitives.WriteInt32LittleEndian(slot[LengthAt..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(slot[OffsetAt..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(slot[TimeAt..], WrittenAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64LittleEndian(slot[ChecksumAt..], ChecksumOf(slot));
        slot[StateAt] = (byte)State;
    }

    // The state counts as zero.
    private static ulong ChecksumOf(ReadOnlySpan<byte> slot)
    {
        Span<byte> copy = stackalloc byte[ChecksumAt];
        slot[..ChecksumAt].CopyTo(copy);
        copy[StateAt] = 0;
        return XxHash3.HashToUInt64(copy);
    }
}
