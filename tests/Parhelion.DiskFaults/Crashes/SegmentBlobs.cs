using System.Buffers.Binary;
using System.Buffers.Text;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>Reads the blobs of a segment without the server: a table of 512 slots of 64 bytes, each with the bytes of a key, a state, a length and a position
/// (docs/decisions/0035-segments.md).</summary>
internal static class SegmentBlobs
{
    private const int TableBytes = 512 * SlotBytes;
    private const int SlotBytes = 64;
    private const int KeyBytes = 18;
    private const int LengthAt = 20;
    private const int OffsetAt = 24;
    private const int LongestBlob = 128 * 1024;
    private const byte Live = 1;

    /// <summary>The segments of a data directory.</summary>
    public static IEnumerable<string> FilesBelow(string directory)
    {
        var segments = Path.Combine(directory, "segments");
        return Directory.Exists(segments) ? Directory.EnumerateFiles(segments, "*.segment", SearchOption.AllDirectories) : [];
    }

    /// <summary>The blobs in the slots of a segment, whatever their state, with what is in the file at their place.</summary>
    public static IEnumerable<(string Key, bool IsLive, byte[] Bytes)> Of(string file)
    {
        using var segment = File.OpenHandle(file, share: FileShare.ReadWrite);
        var table = new byte[TableBytes];
        var read = RandomAccess.Read(segment, table, 0);
        for (var at = SlotBytes; at + SlotBytes <= read; at += SlotBytes)
        {
            if (table[at + KeyBytes] == 0) continue;
            var bytes = new byte[Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan(at + LengthAt)), 0, LongestBlob)];
            var found = RandomAccess.Read(segment, bytes, Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(at + OffsetAt))));
            yield return (Base64Url.EncodeToString(table.AsSpan(at, KeyBytes)), table[at + KeyBytes] == Live, bytes[..found]);
        }
    }
}
