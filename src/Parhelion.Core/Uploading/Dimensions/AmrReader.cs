using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads the duration of AMR sound (RFC 4867, section 5) by counting its frames, which last 20 ms each. In a long file, only the frames at the start
/// are counted, and the rest is estimated.</summary>
internal static class AmrReader
{
    private const int MaxBlocks = 4;
    private const int FramesPerSecond = 50;

    /// <summary>Bytes of a frame by its mode; 0 for modes that do not exist.</summary>
    private static ReadOnlySpan<byte> Narrowband => [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];

    private static ReadOnlySpan<byte> Wideband => [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var start = await file.PeekAsync(0, 9);
        var isWideband = start.Span.StartsWith("#!AMR-WB\n"u8);
        if (!isWideband && !start.Span.StartsWith("#!AMR\n"u8)) return default;
        long first = isWideband ? 9 : 6;
        var (offset, frames) = (first, 0L);
        for (var left = MaxBlocks; left > 0; left--)
        {
            var block = await file.PeekAsync(offset, (int)Math.Min(StagedUploadReadBuffer.Bytes, file.Length - offset));
            var (count, bytes) = CountIn(block.Span, isWideband ? Wideband : Narrowband);
            (offset, frames) = (offset + bytes, frames + count);
            if (bytes == 0) break;
        }

        return frames == 0 ? default : MediaDimensions.OfTime((double)frames / FramesPerSecond * (file.Length - first) / (offset - first));
    }

    private static (int Count, int Bytes) CountIn(ReadOnlySpan<byte> block, ReadOnlySpan<byte> lengths)
    {
        var (count, at) = (0, 0);
        while (at < block.Length && lengths[(block[at] >> 3) & 15] is > 0 and var length && at + length <= block.Length) (count, at) = (count + 1, at + length);
        return (count, at);
    }
}
