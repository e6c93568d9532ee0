using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>
/// Reads width, height and duration of MPEG-1 and MPEG-2 films, in program and transport streams. Only the first and the last 64 KiB of the file are read.
/// </summary>
/// <remarks>
/// A transport stream with H.264 or newer video has no sequence header, so its width and height are not known. Width and height come from the first sequence
/// header. The duration is the latest time stamp at the end minus the earliest time stamp at the start.
/// </remarks>
internal static class MpegVideoReader
{
    private const int TicksPerSecond = 90_000;
    private const long Ticks = 1L << 33;
    private const byte SequenceHeader = 0xB3;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var bytes = (int)Math.Min(StagedUploadReadBuffer.Bytes, file.Length);
        var start = Scan((await file.PeekAsync(0, bytes)).Span);
        var end = Scan((await file.PeekAsync(file.Length - bytes, bytes)).Span);
        // The counter has 33 bits, and may begin anew once.
        var ticks = start.First is { } first && end.Last is { } last ? (last - first + Ticks) % Ticks : 0;
        return MediaDimensions.Of(start.Width, start.Height, (double)ticks / TicksPerSecond);
    }

    private static (int Width, int Height, long? First, long? Last) Scan(ReadOnlySpan<byte> block)
    {
        var found = (Width: 0, Height: 0, First: default(long?), Last: default(long?));
        for (var next = block.IndexOf(StartCode); next >= 0; next = block.IndexOf(StartCode))
        {
            block = block[(next + StartCode.Length)..];
            if (block.Length < 4) break;
            if (block[0] == SequenceHeader && found.Width == 0)
                (found.Width, found.Height) = ((block[1] << 4) | (block[2] >> 4), ((block[2] & 15) << 8) | block[3]);
            if (TimeOf(block) is not { } time) continue;
            // Frames are not in the order in which they are shown.
            found.First = Math.Min(found.First ?? time, time);
            found.Last = Math.Max(found.Last ?? time, time);
        }

        return found;
    }

    // A packet of sound or video begins with the kind of its stream and its length.
    private static long? TimeOf(ReadOnlySpan<byte> packet)
    {
        if (packet[0] is < 0xC0 or > 0xEF || packet.Length < 13) return null;
        return (packet[3] & 0xC0) == 0x80 ? TimeOfMpeg2(packet[3..]) : TimeOfMpeg1(packet[3..]);
    }

    private static long? TimeOfMpeg2(ReadOnlySpan<byte> header) => (header[1] & 0x80) != 0 ? TimeStamp(header[3..]) : null;

    private static long? TimeOfMpeg1(ReadOnlySpan<byte> header)
    {
        const byte stuffing = 0xFF;
        header = header[Math.Max(0, header[..Math.Min(header.Length, 17)].IndexOfAnyExcept(stuffing))..];
        // The size of a buffer may come first.
        if ((header[0] & 0xC0) == 0x40) header = header[Math.Min(2, header.Length)..];
        return TimeStamp(header);
    }

    // Three parts, each followed by a bit that is one, behind 0010 or 0011.
    private static long? TimeStamp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 5 || (bytes[0] >> 4) is not (2 or 3) || (bytes[0] & bytes[2] & bytes[4] & 1) == 0) return null;
        return ((long)(bytes[0] & 0x0E) << 29) | ((long)bytes[1] << 22) | ((long)(bytes[2] & 0xFE) << 14) | ((long)bytes[3] << 7) | (uint)(bytes[4] >> 1);
    }
}
