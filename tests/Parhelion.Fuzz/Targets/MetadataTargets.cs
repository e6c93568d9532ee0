using Parhelion.Core.Uploading.Metadata;
using static Parhelion.Fuzz.BrokenPromiseException;

namespace Parhelion.Fuzz.Targets;

/// <summary>What removes metadata: whatever the bytes are, the file is cleaned or refused, and does not grow.</summary>
internal static class MetadataTargets
{
    // An orientation that is kept may need a few bytes more than a file in which values overlap.
    private const int MaxGrowth = 256;

    private static readonly (string Extension, string MediaType)[] Types =
    [
        ("jpg", "image/jpeg"), ("png", "image/png"), ("gif", "image/gif"), ("webp", "image/webp"), ("tif", "image/tiff"), ("heic", "image/heic"), ("mp4", "video/mp4"),
        ("mov", "video/quicktime"), ("pdf", "application/pdf"), ("mp3", "audio/mpeg"),
    ];

    /// <summary>The target. The first byte of an input chooses what is removed, and the type.</summary>
    public static IEnumerable<Target> All =>
    [
        new("metadata", Clean)
        {
            Seeds = [.. Types.SelectMany((type, index) => new[] { index, index + 128 }.Select(first => (byte[])[(byte)first, .. Sample(type.Extension)]))],
            Words = [.. Text.Bytes("Exif\0\0", "MM\0*", "II*\0", "8BIM", "http://ns.adobe.com/xap/1.0/\0", "moov", "trak", "meta", "iloc", "stco", "udta", "/Info 1 0 R", "1 0 obj<<", ">>stream\n", "<x:City>", "GPS")],
            MostBytes = 48 * 1024,
            // Directories, texts and streams are read one after the other.
            Calls = 4,
            Documented = [typeof(MetadataFormatException)],
        },
    ];

    private static void Clean(byte[] input)
    {
        if (input.Length < 2) return;
        using var file = new SpooledFile(Path.GetTempPath());
        file.Append(input.AsSpan(1));
        FileMetadataCleaner.Run(file, input[0] < 128 ? MetadataRemovalLevel.Location : MetadataRemovalLevel.All, Types[input[0] % 128 % Types.Length].MediaType);
        Unless(file.CleanedLength <= input.Length + MaxGrowth, "a file does not grow");
        var left = file.CleanedLength;
        using var stream = file.OpenCleaned().AsStream();
        Span<byte> buffer = stackalloc byte[4096];
        while (stream.Read(buffer) is > 0 and var read) left -= read;
        Unless(left == 0, "the cleaned file has its length");
    }

    private static byte[] Sample(string extension)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "samples", $"sample.{extension}"));
        var bytes = new byte[Math.Min(stream.Length, 32 * 1024)];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
