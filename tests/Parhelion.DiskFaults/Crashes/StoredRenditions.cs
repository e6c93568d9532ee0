using System.Buffers.Binary;
using System.Buffers.Text;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>Looks for renditions that no row names: nobody would erase them with their file. The files of the load are never WebP or JPEG.</summary>
internal static class StoredRenditions
{
    private const int HeadBytes = 12;

    private const int SegmentSlots = 512;
    private const int SegmentSlotBytes = 64;
    private const int KeyBytes = 18;
    private const int OffsetAt = 24;
    private const byte IsLive = 1;

    /// <summary>Returns the names of the renditions that are stored. Those of unfinished writes are left out: the server erases them as such.</summary>
    public static IReadOnlySet<string> Find(string directory) =>
        FilesBelow(directory, "blobs").Where(IsRendition).Select(file => Path.GetFileName(file)).Concat(FilesBelow(directory, "segments").SelectMany(FindInSegment))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns those of the renditions that <c>verify</c> calls left over, or that the server has moved into the quarantine.</summary>
    public static IEnumerable<Finding> Stray(string directory, IReadOnlySet<string> renditions, string verified)
    {
        var quarantine = Path.Combine(directory, "quarantine");
        var moved = Directory.Exists(quarantine) ? Directory.EnumerateFiles(quarantine, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal) : [];
        return renditions.Where(name => moved.Contains(name) || verified.Contains($"blob without a row: {name}", StringComparison.Ordinal))
            .Select(name => new Finding(FindingKind.Lie, $"a rendition without a row: {name}"));
    }

    private static IEnumerable<string> FilesBelow(string directory, string folder)
    {
        var path = Path.Combine(directory, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [];
    }

    // A table of slots, each with the bytes of the key, the state and the position of the blob.
    private static IEnumerable<string> FindInSegment(string file)
    {
        using var segment = File.OpenHandle(file, share: FileShare.ReadWrite);
        var table = new byte[SegmentSlots * SegmentSlotBytes];
        var read = RandomAccess.Read(segment, table, 0);
        var head = new byte[HeadBytes];
        for (var at = SegmentSlotBytes; at + SegmentSlotBytes <= read; at += SegmentSlotBytes)
        {
            if (table[at + KeyBytes] != IsLive || RandomAccess.Read(segment, head, BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(at + OffsetAt))) < HeadBytes) continue;
            if (IsRendition((ReadOnlySpan<byte>)head)) yield return Base64Url.EncodeToString(table.AsSpan(at, KeyBytes));
        }
    }

    private static bool IsRendition(string file)
    {
        using var stream = File.OpenRead(file);
        Span<byte> head = stackalloc byte[HeadBytes];
        return stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) == HeadBytes && IsRendition(head);
    }

    private static bool IsRendition(ReadOnlySpan<byte> head) =>
        (head.StartsWith("RIFF"u8) && head[8..].SequenceEqual("WEBP"u8)) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
}
