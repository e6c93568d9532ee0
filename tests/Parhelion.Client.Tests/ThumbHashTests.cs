using System.Buffers.Binary;
using System.IO.Compression;

namespace Parhelion.Client.Tests;

/// <summary>Placeholders, against what the reference implementation in JavaScript (the npm package thumbhash) makes of the same bytes.</summary>
public sealed class ThumbHashTests
{
    // Landscape, portrait, transparent around a disc, and a strip.
    [Theory]
    [InlineData("HicOHJqPholxiIh3h4h0j/jXiA==", "#7A658C", 32, 18, "FF0F99FF 1D341AFF 6C6788FF C698FAFF 01C78FFF", 356065)]
    [InlineData("HvgJMxpwgHiHd3h3cIAI94g=", "#787C76", 14, 32, "0C067AFF F50079FF 908C80FF 00FE75FF ECE869FF", 277451)]
    [InlineData("HRyDBQA4+Kh4h36Gp/h4j4/nB1iHiICJWA==", "#E85B1C88", 32, 32, "E85B1C00 E85B1C00 E85B1CFF E85B1C00 E85B1C00", 498387)]
    [InlineData("IAgCAYC39NmMd4d4AAAAAAA=", "#84807E", 32, 5, "84807EFF 84807EFF 84807EFF 84807EFF 84807EFF", 102560)]
    public void A_placeholder_becomes_a_colour_and_a_picture(string base64, string colour, int width, int height, string places, int sum)
    {
        var hash = Convert.FromBase64String(base64);

        Assert.Equal(colour, ThumbHash.ToColor(hash));
        var url = ThumbHash.ToDataUrl(hash);
        Assert.StartsWith("data:image/png;base64,", url, StringComparison.Ordinal);
        Assert.InRange(url.Length, 1, 6000);
        var (size, pixels) = Read(Convert.FromBase64String(url[22..]));
        Assert.Equal((width, height), size);
        // The corners and the middle, and all together.
        var at = new[] { (0, 0), (width - 1, 0), (width / 2, height / 2), (0, height - 1), (width - 1, height - 1) };
        Assert.Equal(places, string.Join(' ', at.Select(place => Convert.ToHexString(pixels, ((place.Item2 * width) + place.Item1) * 4, 4))));
        Assert.Equal(sum, pixels.Sum(channel => channel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HicOHA==")]
    [InlineData("HicOHJqP")]
    [InlineData("HRyDBQA=")]
    public void What_is_no_placeholder_is_refused(string base64) => Assert.Throws<ArgumentException>(() => ThumbHash.ToDataUrl(Convert.FromBase64String(base64)));

    [Fact]
    public void Any_bytes_make_a_small_picture_or_are_refused()
    {
        var random = new Random(20);
        for (var round = 0; round < 2000; round++)
        {
            var hash = new byte[random.Next(26)];
            random.NextBytes(hash);
            try
            {
                var (size, _) = Read(Convert.FromBase64String(ThumbHash.ToDataUrl(hash)[22..]));
                Assert.True(size is { Width: >= 1 and <= 32, Height: >= 1 and <= 32 }, Convert.ToBase64String(hash));
            }
            catch (ArgumentException)
            {
                // Too short for the frequencies that it announces.
            }
        }
    }

    private static ((int Width, int Height) Size, byte[] Pixels) Read(byte[] png)
    {
        var size = (0, 0);
        using var rows = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var chunk = png.AsSpan(at + 4, length + 4);
            Assert.Equal(Checksum(chunk), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            if (chunk.StartsWith("IHDR"u8)) size = (BinaryPrimitives.ReadInt32BigEndian(chunk[4..]), BinaryPrimitives.ReadInt32BigEndian(chunk[8..]));
            if (chunk.StartsWith("IDAT"u8)) new ZLibStream(new MemoryStream(chunk[4..].ToArray()), CompressionMode.Decompress).CopyTo(rows);
            at += length + 12;
        }

        // A byte before each row says that it is not filtered.
        var perRow = (size.Item1 * 4) + 1;
        Assert.Equal(perRow * size.Item2, rows.Length);
        return (size, [.. rows.ToArray().Where((_, i) => i % perRow != 0)]);
    }

    // gzip ends with the CRC-32 of what it has compressed, and its length.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        using var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(file.ToArray().AsSpan()[^8..]);
    }
}
