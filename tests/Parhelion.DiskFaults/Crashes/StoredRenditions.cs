namespace Parhelion.DiskFaults.Crashes;

/// <summary>Looks for renditions that no row names: nobody would erase them with their file. The files of the load are never WebP or JPEG.</summary>
internal static class StoredRenditions
{
    private const int HeadBytes = 12;

    /// <summary>Returns the names of the renditions that are stored. Those of unfinished writes are left out: the server erases them as such.</summary>
    public static IReadOnlySet<string> Find(string directory) =>
        BlobsBelow(directory).Where(IsRendition).Select(file => Path.GetFileName(file)).Concat(SegmentBlobs.FilesBelow(directory).SelectMany(FindInSegment))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns those of the renditions that <c>verify</c> calls left over, or that the server has moved into the quarantine.</summary>
    public static IEnumerable<Finding> Stray(string directory, IReadOnlySet<string> renditions, string verified)
    {
        var quarantine = Path.Combine(directory, "quarantine");
        var moved = Directory.Exists(quarantine) ? Directory.EnumerateFiles(quarantine, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal) : [];
        return renditions.Where(name => moved.Contains(name) || verified.Contains($"blob without a row: {name}", StringComparison.Ordinal))
            .Select(name => new Finding(FindingKind.Lie, $"a rendition without a row: {name}"));
    }

    private static IEnumerable<string> BlobsBelow(string directory)
    {
        var blobs = Path.Combine(directory, "blobs");
        return Directory.Exists(blobs) ? Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories) : [];
    }

    private static IEnumerable<string> FindInSegment(string file) =>
        from blob in SegmentBlobs.Of(file) where blob.IsLive && IsRendition(blob.Bytes.AsSpan(0, Math.Min(HeadBytes, blob.Bytes.Length))) select blob.Key;

    private static bool IsRendition(string file)
    {
        using var stream = File.OpenRead(file);
        Span<byte> head = stackalloc byte[HeadBytes];
        return IsRendition(head[..stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)]);
    }

    private static bool IsRendition(ReadOnlySpan<byte> head) =>
        head.Length == HeadBytes && ((head.StartsWith("RIFF"u8) && head[8..].SequenceEqual("WEBP"u8)) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]));
}
