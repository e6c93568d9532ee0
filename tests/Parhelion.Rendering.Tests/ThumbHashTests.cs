using Parhelion.Rendering.Decoding;

namespace Parhelion.Rendering.Tests;

/// <summary>ThumbHashes are those of the program that its author has published.</summary>
public sealed class ThumbHashTests
{
    [Theory]
    [InlineData(100, 75, false, "1e080615826665366447087276357872655defdf44")]
    [InlineData(60, 100, false, "1e08020c04224095112580332816104fecfb29")]
    [InlineData(100, 1, false, "931b26e184777787888808887788808408")]
    [InlineData(40, 40, true, "1d08861d0628098867b8842ac9285bff908370777578878777")]
    [InlineData(80, 100, true, "dee7810c0218c3168f39476414a8eff8ea755a654750387807")]
    public void Hash_is_that_of_the_published_program(int width, int height, bool hasAlpha, string expected)
    {
        var rgba = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = ((y * width) + x) * 4;
                (rgba[i], rgba[i + 1], rgba[i + 2]) = ((byte)((x * 7) + (y * 3)), (byte)((x * x) + y), (byte)(y * 11));
                rgba[i + 3] = hasAlpha ? (byte)((x * 5) + (y * 2)) : (byte)255;
            }
        }

        Assert.Equal(expected, Convert.ToHexStringLower(ThumbHash.Encode(width, height, rgba)));
    }
}
