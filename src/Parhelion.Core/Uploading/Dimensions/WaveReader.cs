using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads the duration of WAVE sound in RIFF, RF64 and BW64 files, and in RIFX files, whose numbers are big-endian.</summary>
internal static class WaveReader
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;
    private const int PeekedBytes = 32;

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var start = await file.PeekAsync(0, FirstChunk);
        var isLittleEndian = !start.Span.StartsWith("RIFX"u8);
        var (hertz, bytesPerSecond, isPcm) = (0ul, 0.0, false);
        // A program that writes into a pipe cannot go back to state the size.
        var longSize = double.MaxValue;
        var samples = 0ul;
        for (long offset = FirstChunk; ;)
        {
            var chunk = await file.PeekAsync(offset, PeekedBytes);
            if (chunk.Length < ChunkHeader) return default;
            var size = (long)TiffReader.Number(chunk.Span[4..8], isLittleEndian);
            var content = chunk.Span[ChunkHeader..];
            if (chunk.Span.StartsWith("fmt "u8) && content.Length >= 16)
            {
                isPcm = TiffReader.Number(content[..2], isLittleEndian) is 1 or 3 or 0xFFFE;
                hertz = TiffReader.Number(content[4..8], isLittleEndian);
                bytesPerSecond = TiffReader.Number(content[8..12], isLittleEndian);
            }
            else if (chunk.Span.StartsWith("fact"u8) && content.Length >= 4)
            {
                samples = TiffReader.Number(content[..4], isLittleEndian);
            }
            else if (chunk.Span.StartsWith("ds64"u8) && content.Length >= 16)
            {
                longSize = TiffReader.Number(content[8..16], isLittleEndian);
            }
            else if (chunk.Span.StartsWith("data"u8))
            {
                if (!isPcm && samples > 0 && hertz > 0) return MediaDimensions.OfTime((double)samples / hertz);
                var rest = file.Length - offset - ChunkHeader;
                var stated = size == uint.MaxValue ? longSize : size;
                return bytesPerSecond > 0 ? MediaDimensions.OfTime(Math.Min(stated, rest) / bytesPerSecond) : default;
            }

            offset += ChunkHeader + size + (size & 1);
        }
    }
}
