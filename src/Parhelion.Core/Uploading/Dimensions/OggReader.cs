using System.Buffers.Binary;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads width, height and duration of Ogg files (RFC 3533). The first page of each stream states the kind and the rate of the stream. The position on
/// the last page of a stream gives the duration.</summary>
internal static class OggReader
{
    private const int PageHeader = 27;
    private const int MaxSegments = 255;
    private const int MaxStreams = 16;
    private const int PacketBytes = 64;
    private const byte BeginsStream = 2;

    // A page has at most 65,307 bytes. Pages of another stream may come last.
    private const int MaxTailBlocks = 4;

    private static ReadOnlySpan<byte> Mark => "OggS"u8;

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var (sound, video) = (default(OggStream?), default(OggStream?));
        long offset = 0;
        for (var left = MaxStreams; left > 0; left--)
        {
            var page = await file.PeekAsync(offset, PageHeader + MaxSegments + PacketBytes);
            if (!IsPage(page.Span) || (page.Span[5] & BeginsStream) == 0) break;
            var dataAt = PageHeader + page.Span[26];
            if (page.Length < dataAt) break;
            var stream = OggStream.Read(page.Span[dataAt..], SerialOf(page.Span));
            if (stream?.Width > 0) video ??= stream;
            else sound ??= stream;
            offset += dataAt + SumOf(page.Span[PageHeader..dataAt]);
        }

        if ((sound ?? video) is not { } timed) return default;
        var seconds = timed.SecondsAt(await LastPositionAsync(file, timed.Serial));
        return MediaDimensions.Of(video?.Width ?? 0, video?.Height ?? 0, seconds);
    }

    private static async ValueTask<long> LastPositionAsync(BoundedRangeReader file, uint serial)
    {
        var end = file.Length;
        for (var left = MaxTailBlocks; left > 0 && end > PageHeader; left--)
        {
            var start = Math.Max(0, end - StagedUploadReadBuffer.Bytes);
            if (LastPositionIn((await file.PeekAsync(start, (int)(end - start))).Span, serial) is { } position) return position;
            // A header may lie across the border.
            end = start == 0 ? 0 : start + PageHeader - 1;
        }

        return 0;
    }

    // A position of -1 means that no packet ends on the page.
    private static long? LastPositionIn(ReadOnlySpan<byte> block, uint serial)
    {
        for (var at = block.LastIndexOf(Mark); at >= 0; at = block[..at].LastIndexOf(Mark))
        {
            var page = block[at..];
            if (IsPage(page) && SerialOf(page) == serial && BinaryPrimitives.ReadInt64LittleEndian(page[6..]) is >= 0 and var position) return position;
        }

        return null;
    }

    private static bool IsPage(ReadOnlySpan<byte> page) => page.Length >= PageHeader && page.StartsWith(Mark) && page[4] == 0;

    private static uint SerialOf(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt32LittleEndian(page[14..]);

    private static int SumOf(ReadOnlySpan<byte> segments)
    {
        var sum = 0;
        foreach (var segment in segments) sum += segment;
        return sum;
    }
}
