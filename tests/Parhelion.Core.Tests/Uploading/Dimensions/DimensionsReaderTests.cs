using System.Text;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;
using static Parhelion.Core.Tests.Uploading.Dimensions.MediaBytes;

namespace Parhelion.Core.Tests.Uploading.Dimensions;

/// <summary>The dimensions of files whose parts a test chooses, and of the samples.</summary>
public sealed class DimensionsReaderTests
{
    private const double Tolerance = 0.06;

    /// <summary>The samples that have dimensions, with what ffprobe and ImageMagick say of them.</summary>
    [Theory]
    [InlineData("3g2", 176, 144, 0.4)]
    [InlineData("3gp", 176, 144, 0.4)]
    [InlineData("aac", null, null, 0.232)]
    [InlineData("amr", null, null, 0.3)]
    [InlineData("avi", 64, 48, 0.6)]
    [InlineData("bmp", 16, 16, null)]
    [InlineData("caf", null, null, 0.3)]
    [InlineData("gif", 16, 16, null)]
    [InlineData("heic", 64, 64, null)]
    [InlineData("heif", 64, 64, null)]
    [InlineData("jfif", 16, 16, null)]
    [InlineData("jpeg", 16, 16, null)]
    [InlineData("jpg", 16, 16, null)]
    [InlineData("m4a", null, null, 0.2)]
    [InlineData("m4v", 64, 48, 0.6)]
    [InlineData("mov", 64, 48, 0.6)]
    [InlineData("mp3", null, null, 0.235)]
    [InlineData("mp4", 64, 48, 0.6)]
    [InlineData("mp4a", null, null, 0.2)]
    [InlineData("mpga", null, null, 0.235)]
    [InlineData("oga", null, null, 0.2)]
    [InlineData("ogg", null, null, 0.2)]
    [InlineData("ogv", 64, 48, 0.6)]
    [InlineData("opus", null, null, 0.2)]
    [InlineData("png", 16, 16, null)]
    [InlineData("qt", 64, 48, 0.6)]
    [InlineData("tif", 16, 16, null)]
    [InlineData("tiff", 16, 16, null)]
    [InlineData("wav", null, null, 0.3)]
    [InlineData("webm", 64, 48, 0.6)]
    [InlineData("webp", 16, 16, null)]
    [InlineData("wmv", 64, 48, 0.6)]
    public async Task Sample_has_its_dimensions(string extension, int? width, int? height, double? seconds)
    {
        var found = await ReadAsync(Samples.Read(extension), Judged.Judge($"a.{extension}", Samples.Read(extension)).MediaType!);

        Assert.Equal((width, height, seconds is null), (found.Width, found.Height, found.Milliseconds is null));
        if (seconds is { } expected) Assert.InRange(found.Milliseconds!.Value / 1000.0, expected - Tolerance, expected + Tolerance);
    }

    [Fact]
    public async Task Other_samples_have_none_and_are_not_read()
    {
        string[] without =
            ["7z", "csv", "doc", "docx", "eml", "ics", "key", "log", "numbers", "odt", "pages", "pdf", "pkpass", "ppt", "txt", "usdz", "vcf", "xlsx", "xml", "yml", "zip"];
        foreach (var extension in without)
        {
            var file = StagedPieces.Of(Samples.Read(extension));
            Assert.Equal(default, await file.DimensionsAsync(AllowedFileTypes.Default.MediaTypeOf(extension)!));
            Assert.Equal(0, file.Reads);
        }
    }

    [Theory]
    [InlineData(1, 300, 200)]
    [InlineData(2, 300, 200)]
    [InlineData(3, 300, 200)]
    [InlineData(4, 300, 200)]
    [InlineData(5, 200, 300)]
    [InlineData(6, 200, 300)]
    [InlineData(7, 200, 300)]
    [InlineData(8, 200, 300)]
    [InlineData(9, 300, 200)]
    public async Task Orientation_of_a_photograph_decides_what_is_its_width(int orientation, int width, int height)
    {
        foreach (var isLittleEndian in (bool[])[true, false])
        {
            var turned = Tiff(isLittleEndian, isBig: false, (271, 2, 0), (274, 3, orientation));
            byte[] exif = [.. "Exif\0\0"u8, .. turned];
            await IsAsync("image/jpeg", width, height, Jpeg(Segment(0xE0, Zeros(14)), Segment(0xE1, exif), Segment(0xDB, Zeros(65))));
            foreach (var isBig in (bool[])[true, false])
                await IsAsync("image/tiff", width, height, Tiff(isLittleEndian, isBig, (256, 4, 300), (257, 3, 200), (274, 3, orientation)));
            await IsAsync("image/webp", width, height, WebP(exif));
            await IsAsync("image/webp", width, height, WebP(turned));
        }
    }

    [Fact]
    public async Task Header_of_a_photograph_may_be_behind_long_profiles()
    {
        var profile = Segment(0xE2, Zeros(65_533));
        var far = StagedPieces.Of(Jpeg([.. Enumerable.Repeat(profile, 10)]));
        var tooFar = StagedPieces.Of(Jpeg([.. Enumerable.Repeat(profile, 20)]));

        Assert.Equal(300, (await far.DimensionsAsync("image/jpeg")).Width);
        Assert.Null((await tooFar.DimensionsAsync("image/jpeg")).Width);
    }

    [Theory]
    [InlineData("image/png", "89504E470D0A1A0A 0000000D49484452 0000012C 000000C8 08020000000000000000", 300, 200)]
    [InlineData("image/png", "89504E470D0A1A0A 0000000443674249 50002002 2CB87766 0000000D49484452 0000012C 000000C8 0802000000", 300, 200)]
    [InlineData("image/png", "89504E470D0A1A0A 0000000D49484452 FFFFFFFF 000000C8 08020000000000000000", null, null)]
    [InlineData("image/gif", "474946383961 2C01 C800 F70000000000000000", 300, 200)]
    [InlineData("image/bmp", "424D00000000000000000000000028000000 2C010000 38FFFFFF 0100180000000000", 300, 200)]
    [InlineData("image/bmp", "424D0000000000000000000000000C000000 2C01C800 0100180000000000", 300, 200)]
    [InlineData("image/bmp", "424D00000000000000000000000028000000 2C010000 00000080 0100180000000000", null, null)]
    [InlineData("image/webp", "52494646000000005745425056503820 000000003001009D012A 2C41 C800 0000", 300, 200)]
    [InlineData("image/webp", "52494646000000005745425056503820 000000003101009D012A 2C41 C800 0000", null, null)]
    [InlineData("image/webp", "5249464600000000574542505650384C 00000000 2F 2BC13100 0000000000000000", 300, 200)]
    public async Task Image_states_its_size_in_its_first_bytes(string mediaType, string hex, int? width, int? height) =>
        await IsAsync(mediaType, width, height, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("""<svg width="300" height="200" viewBox="0 0 3 2"/>""", 300, 200)]
    [InlineData("""<svg width="300px" height=" 200PX "/>""", 300, 200)]
    [InlineData("""<svg width="2in" height="72pt"/>""", 192, 96)]
    [InlineData("""<svg width="25.4mm" height="2.54cm"/>""", 96, 96)]
    [InlineData("""<svg width="6pc" height="1e2"/>""", 96, 100)]
    [InlineData("""<svg width="100%" height="100%" viewBox="0 0 300 200"/>""", 300, 200)]
    [InlineData("""<svg viewBox="-5,-5,300.4,199.6"/>""", 300, 200)]
    [InlineData("""<svg width="600" viewBox="0 0 300 200"/>""", 600, 400)]
    [InlineData("""<svg height="100" viewBox="0 0 300 200"/>""", 150, 100)]
    [InlineData("""<svg width="10em" height="10em"/>""", null, null)]
    [InlineData("""<svg width="300"/>""", null, null)]
    [InlineData("""<svg viewBox="0 0 0 0" width="300"/>""", null, null)]
    [InlineData("""<svg width="-3" height="2"/>""", null, null)]
    [InlineData("""<svg width="NaN" height="Infinity"/>""", null, null)]
    [InlineData("""<svg/>""", null, null)]
    [InlineData("""<svg width="300" height="200" """, null, null)]
    [InlineData("""<html width="300" height="200"/>""", null, null)]
    [InlineData("""<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;" width="300" height="200"/>""", 300, 200)]
    [InlineData("""<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1/svg11.dtd"><s:svg xmlns:s="x" width="300" height="200"/>""", 300, 200)]
    [InlineData("""<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;">]><svg x="&e;" width="300" height="200"/>""", null, null)]
    public async Task Drawing_has_an_absolute_size_or_that_of_its_view_box(string text, int? width, int? height)
    {
        await IsAsync("image/svg+xml", width, height, Encoding.UTF8.GetBytes(text));
        await IsAsync("image/svg+xml", width, height, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]);
        // The size of a text of another type is not looked for.
        await IsAsync("text/plain", null, null, Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public async Task Rotation_and_scale_of_a_film_count()
    {
        const int one = 0x10000;
        (int A, int B, int C, int D, int Width, int Height)[] matrices =
        [
            (one, 0, 0, one, 640, 360), (0, one, -one, 0, 360, 640), (-one, 0, 0, -one, 640, 360), (0, -one, one, 0, 360, 640),
            (one / 2, 0, 0, one / 2, 320, 180), (0, 0, 0, 0, 640, 360),
        ];
        foreach (var (a, b, c, d, width, height) in matrices)
        {
            var film = Join(Box("ftyp", "isom\0\0\0\0isom"u8.ToArray()), Movie(Track("soun"), Track("sbtl"), Track("vide", a, b, c, d), Track("vide")));
            await IsAsync("video/mp4", width, height, film, 10);
            await IsAsync("audio/mp4", null, null, film, 10);
        }

        await IsAsync("video/mp4", null, null, Join(Box("ftyp", "isom\0\0\0\0isom"u8.ToArray()), Movie(Track("soun"), Track("sbtl"))), 10);
    }

    [Fact]
    public async Task Header_of_a_film_may_be_at_its_end()
    {
        const long length = 5L << 30;
        var movie = Movie(Track("vide"));
        var film = new StagedPieces(
            length, (0, Join(Box("ftyp", "isom\0\0\0\0isom"u8.ToArray()), U32(1), "mdat"u8.ToArray(), U64((ulong)(length - movie.Length - 20)))), (length - movie.Length, movie));

        var found = await film.DimensionsAsync("video/mp4");

        Assert.Equal((640, 360, 10_000L), (found.Width, found.Height, found.Milliseconds));
        Assert.Equal(2, film.Reads);
    }

    [Theory]
    [InlineData(6000, 10.0)]
    [InlineData(0, null)]
    [InlineData(600 * 366L * 86_400, 366.0 * 86_400)]
    [InlineData(600 * 367L * 86_400, null)]
    [InlineData(-1, null)]
    public async Task Film_states_its_duration_in_one_of_three_boxes(long duration, double? seconds)
    {
        var start = Box("ftyp", "isom\0\0\0\0isom"u8.ToArray());
        var empty = Box("mvhd", Zeros(12), U32(600), U32(0), Zeros(80));
        await IsAsync("video/mp4", null, null, Join(start, Box("moov", empty, Box("mvex", Box("mehd", U32(0x0100_0000), U64((ulong)duration))))), seconds);
        await IsAsync("video/mp4", null, null, Join(start, Box("moov", Box("mvhd", U32(0x0100_0000), Zeros(16), U32(600), U64((ulong)duration), Zeros(80)))), seconds);
        if (duration is > uint.MaxValue) return;
        // All ones mean that it is not known.
        await IsAsync("video/mp4", null, null, Join(start, Box("moov", Box("mvhd", Zeros(12), U32(600), U32(duration), Zeros(80)))), seconds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Film_in_fragments_lasts_until_the_end_of_the_last_one(bool hasIndex)
    {
        var header = Join(
            Box("ftyp", "iso5\0\0\0\0iso5"u8.ToArray()),
            Box(
                "moov", Box("mvhd", Zeros(12), U32(600), U32(0), Zeros(80)),
                Box("trak", Box("tkhd", Zeros(12), U32(7), Zeros(80)), Box("mdia", Box("mdhd", Zeros(12), U32(1000), Zeros(8)), Box("hdlr", Zeros(8), "soun"u8.ToArray(), Zeros(12)))),
                Box("mvex", Box("trex", Zeros(4), U32(7), U32(1), U32(20), Zeros(8)))));
        // 50 samples of the default duration, or two that state their own.
        byte[] Fragment(int time, byte[] run) => Join(
            Box("moof", Box("mfhd", Zeros(8)), Box("traf", Box("tfhd", U32(0x0002_0000), U32(7)), Box("tfdt", Zeros(4), U32(time)), run)), Box("mdat", Zeros(200_000)));
        var fragments = Enumerable.Range(0, hasIndex ? 40 : 10).Select(i => Fragment(i * 1000, Box("trun", Zeros(4), U32(50)))).ToList();
        fragments.Add(Fragment(fragments.Count * 1000, Box("trun", U32(0x0000_0301), U32(2), U32(0), U32(40), U32(9), U32(60), U32(9))));
        var at = header.Length + fragments.SkipLast(1).Sum(fragment => fragment.Length);
        var index = Box("mfra", Box("tfra", Zeros(4), U32(7), U32(0), U32(1), U32(0), U32(at), [1, 1, 1]), Box("mfro", Zeros(4), U32(8 + 35 + 16)));

        var film = Join([header, .. fragments, hasIndex ? index : []]);

        await IsAsync("audio/mp4", null, null, film, fragments.Count - 1 + 0.1);
        // Too long to be visited without an index.
        await IsAsync("audio/mp4", null, null, Join([header, .. Enumerable.Repeat(fragments[0], 40)]));
    }

    [Theory]
    [InlineData(0, false, 300, 200)]
    [InlineData(1, false, 200, 300)]
    [InlineData(2, false, 300, 200)]
    [InlineData(3, false, 200, 300)]
    [InlineData(0, true, 150, 50)]
    [InlineData(1, true, 50, 150)]
    public async Task Properties_of_the_primary_image_crop_and_turn_it(byte quarters, bool isCropped, int width, int height)
    {
        foreach (var isLong in (bool[])[false, true])
        {
            byte[] Index(byte index) => isLong ? [0x80, index] : [(byte)(0x80 | index)];
            byte[] Id(byte id) => isLong ? [0, 0, 0, id] : [0, id];
            var container = Box(
                "ipco", Box("ispe", Zeros(4), U32(64), U32(64)), Box("ispe", Zeros(4), U32(300), U32(200)),
                Box("clap", U32(300), U32(2), U32(50), U32(1), Zeros(16)), Box("irot", [quarters]));
            byte[][] own = isCropped ? [Index(2), Index(3), Index(4)] : [Index(2), Index(4)];
            var used = Box("ipma", isLong ? [1, 0, 0, 1] : Zeros(4), U32(2), Id(1), [1], Index(1), Id(2), [(byte)own.Length], Join(own));
            var meta = Box("meta", Zeros(4), Box("hdlr", Zeros(24)), Box("pitm", isLong ? [1, 0, 0, 0, 0, 0, 0, 2] : [0, 0, 0, 0, 0, 2, 0, 0]), Box("iprp", container, used));
            await IsAsync("image/heic", width, height, Join(Box("ftyp", "heic\0\0\0\0heic"u8.ToArray()), meta));
            await IsAsync("image/avif", width, height, Join(Box("ftyp", "avif\0\0\0\0avif"u8.ToArray()), meta));
        }
    }

    [Fact]
    public async Task Recording_of_a_browser_lasts_until_its_last_block()
    {
        byte[] unknownSize = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        var start = Join(
            Element(0x1A45DFA3, Element(0x4282, "webm"u8.ToArray())), U32(0x18538067), unknownSize, Element(0x1549A966, Element(0x2AD7B1, U32(1_000_000))),
            Element(0x1654AE6B, Element(0xAE, Element(0x83, [1]), Element(0xE0, Element(0xB0, U16(640)), Element(0xBA, U16(360))))));
        byte[] Cluster(int time, params int[] blocks) =>
            Join([U32(0x1F43B675), unknownSize, Element(0xE7, U32(time)), .. blocks.Select(block => Element(0xA3, [0x81], U16(block), [0x80], Zeros(2000)))]);

        await IsAsync("video/webm", 640, 360, Join(start, Cluster(0, 0, 20, 40), Cluster(60, [.. Enumerable.Range(0, 100).Select(i => i * 20)])), 2.04);
        await IsAsync("video/webm", 640, 360, Join(start, Cluster(0, 0, 20, 40), Cluster(1000), Element(0xA0, Element(0xA1, [0x81, 0, 60, 0]), Element(0x9B, [40]))), 1.1);
        await IsAsync("video/webm", 640, 360, start);
        Assert.Equal(1_100L, (await ReadAsync(Join(start, Zeros(0), Cluster(1000), Element(0xA0, Element(0xA1, [0x81, 0, 60, 0]), Element(0x9B, [40]))), "audio/webm")).Milliseconds);
    }

    [Theory]
    [InlineData(12_480, 12.48)]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(-1, null)]
    [InlineData(366.0 * 86_400_000, 366.0 * 86_400)]
    [InlineData(367.0 * 86_400_000, null)]
    public async Task Duration_that_cannot_be_true_is_left_out(double stated, double? seconds)
    {
        var film = Join(
            Element(0x1A45DFA3, Element(0x4282, "webm"u8.ToArray())),
            Element(
                0x18538067,
                Element(0x114D9B74, Element(0x4DBB, Element(0x53AB, U32(0x1549A966)), Element(0x53AC, U16(1000)))),
                Element(
                    0x1654AE6B,
                    Element(
                        0xAE,
                        Element(0xE0, Element(0xB0, U16(640)), Element(0xBA, U16(480)), Element(0x54BB, [60]), Element(0x54AA, [60]), Element(0x7670, Element(0x7675, Real(-90)))))),
                Element(0x1F43B675, Zeros(3000))));
        // What is behind the clusters is found by its position.
        var segment = film.AsSpan().IndexOf(U32(0x18538067).AsSpan()) + 12;
        var whole = film[..(segment + 1000)].Concat(Element(0x1549A966, Element(0x4489, Real(stated)))).ToArray();

        await IsAsync("video/webm", 360, 640, whole, seconds);
    }

    [Fact]
    public async Task Sound_in_chunks_lasts_as_long_as_its_data()
    {
        var data = Zeros(88_200);
        byte[] Format(int tag) => Join(Little16(tag), Little16(2), Little32(44_100), Little32(176_400), Little16(4), Little16(16));
        var plain = Join("RIFF\0\0\0\0WAVE"u8.ToArray(), Chunk("LIST", Zeros(27)), Chunk("fmt ", Format(1)), Chunk("data", data));
        await IsAsync("audio/wav", null, null, plain, 0.5);
        // Into a pipe: the size is not known.
        await IsAsync("audio/wav", null, null, Join("RIFF\0\0\0\0WAVE"u8.ToArray(), Chunk("fmt ", Format(1)), "data"u8.ToArray(), Little32(uint.MaxValue), data), 0.5);
        var size64 = Chunk("ds64", Zeros(8), Little32(44_100), Zeros(16));
        await IsAsync("audio/wav", null, null, Join("RF64\0\0\0\0WAVE"u8.ToArray(), size64, Chunk("fmt ", Format(0xFFFE)), "data"u8.ToArray(), Little32(uint.MaxValue), data), 0.25);
        var bigEndian = Join("RIFX\0\0\0\0WAVEfmt "u8.ToArray(), U32(16), U16(1), U16(2), U32(44_100), U32(176_400), U16(4), U16(16), "data"u8.ToArray(), U32(88_200), data);
        await IsAsync("audio/wav", null, null, bigEndian, 0.5);
        // Compressed sound states the number of samples.
        await IsAsync("audio/wav", null, null, Join("RIFF\0\0\0\0WAVE"u8.ToArray(), Chunk("fmt ", Format(0x11)), Chunk("fact", Little32(22_050)), Chunk("data", data)), 0.5);
    }

    [Fact]
    public async Task Mp3_with_changing_rates_lasts_as_long_as_its_header_says_or_its_frames()
    {
        // 128 kbit/s and 320 kbit/s at 44.1 kHz: 417 and 1,044 bytes for 1,152 samples.
        byte[] Frame(byte rate, int bytes) => [0xFF, 0xFB, rate, 0xC0, .. Zeros(bytes - 4)];
        var (low, high) = (Frame(0x90, 417), Frame(0xE0, 1044));
        var frames = Join([.. Enumerable.Range(0, 2000).Select(i => i % 2 == 0 ? low : high)]);
        byte[] tag = [.. "ID3\u0004\0\0\0\0\u0008\0"u8, .. Zeros(1024)];
        const double expected = 2000 * 1152 / 44100.0;

        var measured = await ReadAsync(Join(tag, frames, "TAG"u8.ToArray(), Zeros(125)), "audio/mpeg");
        Assert.InRange(measured.Milliseconds!.Value / 1000.0, expected - 0.3, expected + 0.3);

        var stated = Frame(0x90, 417);
        Join("Xing"u8.ToArray(), U32(1), U32(1000)).CopyTo(stated, 4 + 17);
        await IsAsync("audio/mpeg", null, null, Join(tag, stated, frames), 1000 * 1152 / 44100.0);
        stated = Frame(0x90, 417);
        Join("VBRI"u8.ToArray(), Zeros(10), U32(500)).CopyTo(stated, 36);
        await IsAsync("audio/mpeg", null, null, Join(stated, frames), 500 * 1152 / 44100.0);
    }

    [Fact]
    public async Task Flac_states_the_number_of_its_samples()
    {
        byte[] stream = [.. "fLaC"u8, 0x80, 0, 0, 34, .. Zeros(10), 0x0A, 0xC4, 0x42, 0xF0, .. U32(441_000), .. Zeros(40)];
        await IsAsync("audio/flac", null, null, stream, 10);
        await IsAsync("audio/mpeg", null, null, [.. "ID3\u0004\0\0\0\0\0\u0040"u8, .. Zeros(64), .. stream], 10);
    }

    [Fact]
    public async Task Store_that_fails_costs_the_dimensions_and_nothing_else()
    {
        var file = new StagedPieces(100_000, (0, Jpeg())) { IsBroken = true };

        Assert.Equal(default, await file.DimensionsAsync("image/jpeg"));
        Assert.Equal(1, file.Reads);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("gif")]
    [InlineData("heic")]
    [InlineData("mp4")]
    [InlineData("webm")]
    [InlineData("wav")]
    public async Task One_read_is_enough_for_a_small_file(string extension)
    {
        var file = StagedPieces.Of(Samples.Read(extension));
        Assert.NotEqual(default, await file.DimensionsAsync(AllowedFileTypes.Default.MediaTypeOf(extension)!));
        Assert.Equal(1, file.Reads);
    }

    private static byte[] WebP(byte[] exif) => Join(
        "RIFF\0\0\0\0WEBP"u8.ToArray(), Chunk("VP8X", [0x08, 0, 0, 0], [43, 1, 0], [199, 0, 0]), Chunk("ICCP", Zeros(70_001)), Chunk("VP8 ", Zeros(20)), Chunk("EXIF", exif));

    private static Task<MediaDimensions> ReadAsync(byte[] file, string mediaType) => StagedPieces.Of(file).DimensionsAsync(mediaType);

    private static async Task IsAsync(string mediaType, int? width, int? height, byte[] file, double? seconds = null)
    {
        var found = await ReadAsync(file, mediaType);
        Assert.Equal((width, height, seconds is { } known ? (long?)Math.Round(known * 1000) : null), (found.Width, found.Height, found.Milliseconds));
    }
}
