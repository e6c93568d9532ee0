using System.Text;
using Parhelion.Core.Uploading;
using static Parhelion.Core.Tests.Uploading.Dimensions.MediaBytes;

namespace Parhelion.Core.Tests.Uploading.Dimensions;

/// <summary>Files that want to keep the reader of dimensions busy, or to make it fail. For each file <see cref="StagedPieces"/> checks the promises.</summary>
public sealed class HostileDimensionsTests
{
    private static readonly string[] Extensions =
    [
        "3g2", "3gp", "aac", "amr", "avi", "bmp", "caf", "gif", "heic", "heif", "jpg", "m4a", "m4v", "mov", "mp3", "mp4", "mpeg", "mpg", "oga", "ogg", "ogv", "opus", "png", "qt",
        "svg", "tif", "wav", "webm", "webp", "wmv",
    ];

    public static TheoryData<string> Files { get; } = [.. Extensions];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_that_ends_anywhere_does_no_harm(string extension)
    {
        var whole = Samples.Read(extension);
        for (var length = 1; length < whole.Length; length += length < 2000 ? 1 : 97)
            await StagedPieces.Of(whole[..length]).DimensionsAsync(TypeOf(extension));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_with_wrong_bytes_does_no_harm(string extension)
    {
        const int rounds = 400;
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var whole = Samples.Read(extension);
        for (var round = 0; round < rounds; round++)
        {
            var wrong = whole.ToArray();
            for (var left = random.Next(1, 12); left > 0; left--)
            {
                var at = random.Next(random.Next(2) == 0 ? Math.Min(wrong.Length, 200) : wrong.Length);
                byte[] bytes = random.Next(4) switch
                {
                    0 => [0xFF, 0xFF, 0xFF, 0xFF],
                    1 => [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
                    2 => [0, 0, 0, 0],
                    _ => [(byte)random.Next(256)],
                };
                bytes.AsSpan(0, Math.Min(bytes.Length, wrong.Length - at)).CopyTo(wrong.AsSpan(at));
            }

            await StagedPieces.Of(wrong).DimensionsAsync(TypeOf(extension));
        }
    }

    [Fact]
    public async Task Sizes_of_2_63_and_more_lead_nowhere()
    {
        ulong[] sizes = [1, 7, 8, 15, 16, long.MaxValue - 8, long.MaxValue, 1ul << 63, ulong.MaxValue - 8, ulong.MaxValue];
        foreach (var size in sizes)
        {
            var little = U64(size).Reverse().ToArray();
            foreach (var type in (string[])["free", "meta", "moov"])
                await NothingAsync("video/mp4", Join(Box("ftyp", "isom\0\0\0\0"u8.ToArray()), U32(1), Encoding.ASCII.GetBytes(type), U64(size), Zeros(64)));
            await NothingAsync("video/mp4", Join(Box("ftyp", "isom\0\0\0\0"u8.ToArray()), Box("moov", U32(1), "trak"u8.ToArray(), U64(size), Zeros(64))));
            await NothingAsync("image/tiff", Join("II+\0"u8.ToArray(), Little16(8), Zeros(2), little, Zeros(64)));
            await NothingAsync("image/tiff", Join("II+\0"u8.ToArray(), Little16(8), Zeros(2), U64(16).Reverse().ToArray(), little, Zeros(64)));
            await NothingAsync("audio/x-caf", Join("caff\0\u0001\0\0"u8.ToArray(), "free"u8.ToArray(), U64(size), Zeros(64)));
            var size64 = Chunk("ds64", Zeros(8), little, Zeros(8));
            await NothingAsync("audio/wav", Join("RF64\0\0\0\0WAVE"u8.ToArray(), size64, Chunk("fmt ", Zeros(16)), "data"u8.ToArray(), Little32(uint.MaxValue)));
            await NothingAsync("video/x-ms-wmv", Join(Convert.FromHexString("3026B2758E66CF11A6D900AA0062CE6C"), little, Zeros(6), Zeros(16), little, Zeros(128)));
            await NothingAsync("video/webm", Join(Element(0x1A45DFA3), U32(0x18538067), [0x01], U64(size)[1..], U16(0x4489), [0x01], U64(size)[1..], Zeros(64)));
        }
    }

    [Fact]
    public async Task Chunks_whose_size_leads_back_end_too()
    {
        foreach (var size in (uint[])[uint.MaxValue, uint.MaxValue - 7, uint.MaxValue - 8, uint.MaxValue - 1])
        {
            await NothingAsync("video/x-msvideo", Join("RIFF\0\0\0\0AVI "u8.ToArray(), "JUNK"u8.ToArray(), Little32(size), Zeros(100)));
            await NothingAsync("audio/wav", Join("RIFF\0\0\0\0WAVE"u8.ToArray(), "JUNK"u8.ToArray(), Little32(size), Zeros(100)));
            var hasExif = Chunk("VP8X", [0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            await NothingAsync("image/webp", Join("RIFF\0\0\0\0WEBP"u8.ToArray(), hasExif, "JUNK"u8.ToArray(), Little32(size), Zeros(100)), hasSize: true);
        }
    }

    // A file of 40 MiB that is nothing but steps: the limits end it.
    [Theory]
    [InlineData("video/mp4", "00000008 66726565")]
    [InlineData("video/mp4", "00000008 6D657461")]
    [InlineData("image/jpeg", "FFD8FFFF FFFFFFFF")]
    [InlineData("image/jpeg", "FFE00002 FFE00002")]
    [InlineData("video/webm", "EC80EC80 EC80EC80")]
    [InlineData("video/webm", "1F43B675 81000000")]
    [InlineData("audio/wav", "4A554E4B 00000000")]
    [InlineData("video/x-msvideo", "4A554E4B 00000000")]
    [InlineData("audio/mpeg", "FFFB90C0 FFFB90C0")]
    [InlineData("audio/aac", "FFF15080 011FFC00")]
    [InlineData("video/mpeg", "000001B3 000001E0")]
    [InlineData("audio/amr", "7C7C7C7C 7C7C7C7C")]
    [InlineData("audio/ogg", "4F676753 00020000")]
    public async Task File_of_steps_ends(string mediaType, string hex)
    {
        var step = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var bytes = new byte[40 << 20];
        for (var at = 0; at < bytes.Length; at += step.Length) step.CopyTo(bytes, at);
        byte[] start = mediaType switch
        {
            "video/mp4" => Box("ftyp", "isom\0\0\0\0"u8.ToArray()),
            "video/webm" => Join(Element(0x1A45DFA3), U32(0x18538067), [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            "audio/wav" => "RIFF\0\0\0\0WAVE"u8.ToArray(),
            "video/x-msvideo" => "RIFF\0\0\0\0AVI "u8.ToArray(),
            "image/jpeg" => [0xFF, 0xD8],
            "audio/amr" => "#!AMR\n"u8.ToArray(),
            _ => [],
        };

        await StagedPieces.Of([.. start, .. bytes]).DimensionsAsync(mediaType);
    }

    private static string TypeOf(string extension) => AllowedFileTypes.Default.MediaTypeOf(extension)!;

    private static async Task NothingAsync(string mediaType, byte[] file, bool hasSize = false)
    {
        var found = await StagedPieces.Of(file).DimensionsAsync(mediaType);
        Assert.Equal((hasSize, false), (found.Width is not null, found.Milliseconds is not null));
    }
}
