using System.Text;
using Parhelion.Core.Uploading.Metadata;

namespace Parhelion.Core.Tests.Uploading.Metadata;

/// <summary>Metadata is removed from files of every type, also of damaged ones, or the file is refused.</summary>
public sealed class FileMetadataCleanerTests
{
    private static readonly string[] Types = ["jpg", "png", "gif", "webp", "tif", "heic", "heif", "mp4", "mov", "m4a", "m4v", "3gp", "3g2", "pdf"];

    public static MatrixTheoryData<string, MetadataRemovalLevel> Samples { get; } = new(Types, [MetadataRemovalLevel.Location, MetadataRemovalLevel.All]);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_of_each_type_is_cleaned_and_stays_as_it_is_the_second_time(string extension, MetadataRemovalLevel removal)
    {
        var type = TypeOf(extension);

        var once = Cleaned.Of(Uploading.Samples.Read(extension), removal, type);

        Assert.NotNull(once);
        Assert.Equal(once, Cleaned.Of(once, removal, type));
        Assert.Equal(type, Judged.Judge($"x.{extension}", once).MediaType);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Damaged_file_is_cleaned_or_refused_and_never_fails(string extension, MetadataRemovalLevel removal)
    {
        var type = TypeOf(extension);
        var sample = Uploading.Samples.Read(extension);
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var damaged = sample.ToArray();
            for (var changes = random.Next(1, 9); changes > 0; changes--)
            {
                // Most structure is at the start.
                ref var changed = ref damaged[random.Next(random.Next(2) == 0 ? damaged.Length : Math.Min(damaged.Length, 512))];
                changed = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xFF, _ => (byte)(changed ^ (1 << random.Next(8))) };
            }

            var cut = random.Next(4) == 0 ? random.Next(1, damaged.Length) : damaged.Length;
            if (Cleaned.Of(damaged.AsSpan(0, cut), removal, type) is { } once) Assert.True(once.Length <= cut, $"round {round} grew from {cut} to {once.Length} bytes");
        }
    }

    [Theory]
    [InlineData("docx")]
    [InlineData("mp3")]
    [InlineData("zip")]
    [InlineData("webm")]
    [InlineData("svg")]
    public void Other_types_are_refused_without_all_metadata_and_kept_without_location(string extension)
    {
        var (type, sample) = (TypeOf(extension), Uploading.Samples.Read(extension));

        Assert.Null(Cleaned.Of(sample, MetadataRemovalLevel.All, type));
        Assert.Equal(sample, Cleaned.Of(sample, MetadataRemovalLevel.Location, type));
    }

    [Theory]
    [InlineData("LOCATION")]
    [InlineData("com.apple.location")]
    [InlineData("L\0a\0t\0i\0t\0u\0d\0e\0")]
    public void Sound_with_the_name_of_a_place_is_refused(string name)
    {
        byte[] sample = [.. Uploading.Samples.Read("mp3"), .. new byte[40_000], .. Encoding.Latin1.GetBytes(name)];

        Assert.Null(Cleaned.Of(sample, MetadataRemovalLevel.Location, "audio/mpeg"));
    }

    // The JPEG is no thumbnail: erasing it would leave no picture.
    [Fact]
    public void Picture_of_a_TIFF_with_old_JPEG_is_not_erased()
    {
        byte[] plain = [0xFF, 0xD8, 0xFF, 0xDB, 0, 4, 1, 2, 0xFF, 0xD9], exif = [0xFF, 0xD8, 0xFF, 0xE1, 0, 10, .. "Exif\0\0"u8, 0, 0, 0xFF, 0xD9];

        Assert.Equal(OldJpeg(plain), Cleaned.Of(OldJpeg(plain), MetadataRemovalLevel.Location, "image/tiff"));
        Assert.Null(Cleaned.Of(OldJpeg(exif), MetadataRemovalLevel.Location, "image/tiff"));
        Assert.Null(Cleaned.Of(OldJpeg([.. exif, .. new byte[2 << 20]]), MetadataRemovalLevel.Location, "image/tiff"));
    }

    [Fact]
    public void Versions_of_an_object_of_a_PDF_share_their_memory()
    {
        byte[] pdf = Encoding.ASCII.GetBytes("%PDF-1.7\ntrailer<</Info 1 0 R>>\n" + string.Concat(Enumerable.Repeat("1 0 obj<</Title (x)>>endobj\n", 900)) + new string('x', 64 * 1024));
        Assert.NotNull(Cleaned.Of(pdf, MetadataRemovalLevel.All, "application/pdf"));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.NotNull(Cleaned.Of(pdf, MetadataRemovalLevel.All, "application/pdf"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    // Drones write their positions into subtitles. The data of a fragmented film is not in one place, so they cannot be found and removed.
    [Theory]
    [InlineData("soun", false, false)]
    [InlineData("soun", true, false)]
    [InlineData("sbtl", false, false)]
    [InlineData("sbtl", true, true)]
    [InlineData("text", true, true)]
    [InlineData("meta", true, true)]
    public void Film_in_fragments_is_refused_if_a_track_may_have_positions(string handler, bool isFragmented, bool isRefused)
    {
        byte[] film =
        [
            .. Box("ftyp", [.. "isom"u8, 0, 0, 0, 0]),
            .. Box("moov", [.. Box("trak", Box("mdia", Box("hdlr", [.. new byte[8], .. Encoding.ASCII.GetBytes(handler), .. new byte[13]]))), .. isFragmented ? Box("mvex", []) : []]),
            .. Box("mdat", [.. "GPS (8.5417, 47.3769, 12)"u8]),
        ];

        Assert.Equal(isRefused, Cleaned.Of(film, MetadataRemovalLevel.Location, "video/mp4") is null);
        Assert.Equal(isRefused, Cleaned.Of(film, MetadataRemovalLevel.All, "video/mp4") is null);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/csv")]
    [InlineData("image/bmp")]
    [InlineData("audio/amr")]
    public void Types_without_metadata_are_not_touched(string mediaType) => Assert.False(FileMetadataCleaner.IsNeeded(MetadataRemovalLevel.All, mediaType));

    private static byte[] Box(string type, byte[] content) =>
        [(byte)((8 + content.Length) >> 24), (byte)((8 + content.Length) >> 16), (byte)((8 + content.Length) >> 8), (byte)(8 + content.Length), .. Encoding.ASCII.GetBytes(type), .. content];

    private static byte[] OldJpeg(byte[] jpeg)
    {
        (ushort Tag, ushort Type, uint Value)[] entries = [(0x0103, 3, 6), (0x0201, 4, 50), (0x0202, 4, (uint)jpeg.Length)];
        using var tiff = new MemoryStream();
        using var writer = new BinaryWriter(tiff);
        writer.Write([(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, (byte)entries.Length, 0]);
        foreach (var (tag, type, value) in entries)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(1u);
            writer.Write(value);
        }

        writer.Write(0u);
        writer.Write(jpeg);
        return tiff.ToArray();
    }

    private static string TypeOf(string extension) => Judged.Judge($"x.{extension}", Uploading.Samples.Read(extension)).MediaType!;
}
