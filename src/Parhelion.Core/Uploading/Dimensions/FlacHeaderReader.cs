using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads the sample rate and the duration from STREAMINFO, the first block of a FLAC stream (RFC 9639, 8.2).</summary>
internal static class FlacHeaderReader
{
    private const int RateAt = 14;
    private const int Bytes = 22;

    /// <summary>Reads the duration.</summary>
    /// <param name="block">The stream behind the four characters <c>fLaC</c>.</param>
    public static MediaDimensions Read(ReadOnlySpan<byte> block)
    {
        if (HertzOf(block) is not (> 0 and var hertz)) return default;
        var samples = TiffReader.Number(block[(RateAt + 3)..Bytes], isLittleEndian: false) & 0xF_FFFF_FFFF;
        return MediaDimensions.OfTime((double)samples / hertz);
    }

    /// <summary>Returns the number of samples per second; 0 if it is not there.</summary>
    public static int HertzOf(ReadOnlySpan<byte> block) =>
        block.Length >= Bytes && (block[0] & 0x7F) == 0 ? (int)(TiffReader.Number(block.Slice(RateAt, 3), isLittleEndian: false) >> 4) : 0;
}
