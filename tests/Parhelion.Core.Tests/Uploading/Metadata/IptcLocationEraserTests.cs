using Parhelion.Core.Uploading.Metadata;

namespace Parhelion.Core.Tests.Uploading.Metadata;

/// <summary>Datasets of a place are cut out of an IPTC block, and zeros fill its end.</summary>
public sealed class IptcLocationEraserTests
{
    private static readonly byte[] Title = [0x1C, 2, 5, 0, 2, (byte)'O', (byte)'k'];
    private static readonly byte[] City = [0x1C, 2, 90, 0, 4, (byte)'B', (byte)'e', (byte)'r', (byte)'n'];
    private static readonly byte[] LongCountry = [0x1C, 2, 101, 0x80, 2, 0, 2, (byte)'C', (byte)'H'];

    [Fact]
    public void Datasets_of_a_place_are_removed()
    {
        byte[] block = [.. City, .. Title, .. LongCountry, .. Title, 0];

        Assert.True(IptcLocationEraser.TryRemoveLocation(block));
        Assert.Equal([.. Title, .. Title, .. new byte[City.Length + LongCountry.Length + 1]], block);
    }

    [Fact]
    public void Block_that_cannot_be_read_is_refused()
    {
        Assert.False(IptcLocationEraser.TryRemoveLocation(City.AsSpan(..^1)));
        Assert.False(IptcLocationEraser.TryRemoveLocation([.. Title, 7]));
        Assert.False(IptcLocationEraser.TryRemoveLocation([0x1C, 2, 5, 0xFF, 0xFF, 0, 0]));
    }
}
