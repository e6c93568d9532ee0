using System.Buffers.Binary;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>
/// Reads width, height and duration of Matroska and WebM files (RFC 9559). If the file does not state its duration, the time of the last Matroska block is the
/// duration.
/// </summary>
/// <remarks>A Matroska block is a piece of sound or video. Recordings of browsers usually do not state their duration.</remarks>
internal static class MatroskaReader
{
    private const uint Segment = 0x18538067;
    private const uint SeekHead = 0x114D9B74;
    private const uint Seek = 0x4DBB;
    private const uint SeekId = 0x53AB;
    private const uint SeekPosition = 0x53AC;
    private const uint Info = 0x1549A966;
    private const uint TimestampScale = 0x2AD7B1;
    private const uint Duration = 0x4489;
    private const uint Tracks = 0x1654AE6B;
    private const uint TrackEntry = 0xAE;
    private const uint Video = 0xE0;
    private const uint PixelWidth = 0xB0;
    private const uint PixelHeight = 0xBA;
    private const uint CropBottom = 0x54AA;
    private const uint CropTop = 0x54BB;
    private const uint CropLeft = 0x54CC;
    private const uint CropRight = 0x54DD;
    private const uint DisplayWidth = 0x54B0;
    private const uint DisplayHeight = 0x54BA;
    private const uint DisplayUnit = 0x54B2;
    private const uint Projection = 0x7670;
    private const uint Roll = 0x7675;
    private const uint Cluster = 0x1F43B675;
    private const uint Timestamp = 0xE7;
    private const uint SimpleBlock = 0xA3;
    private const uint BlockGroup = 0xA0;
    private const uint Block = 0xA1;
    private const uint BlockDuration = 0x9B;

    // An id, a size and a number.
    private const int PeekedBytes = 20;

    // Browsers begin a cluster at least every few seconds.
    private const int MaxTailBlocks = 8;

    private static ReadOnlySpan<byte> ClusterId => [0x1F, 0x43, 0xB6, 0x75];

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var header = new Header();
        await ReadHeaderAsync(file, 0, header);
        // What is behind the clusters is found by its position, which counts from the start of the segment.
        if (!header.HasInfo && header.InfoAt is { } infoAt) await ReadHeaderAsync(file, infoAt, header);
        if (!header.HasTracks && header.TracksAt is { } tracksAt) await ReadHeaderAsync(file, tracksAt, header);
        var duration = header.Duration > 0 ? header.Duration : await LastTimeAsync(file);
        return header.ToDimensions(duration * header.NanosecondsPerUnit / 1e9);
    }

    // The elements that contain others are entered, and all others are skipped. So the reader does not need to know where an element ends that it has entered.
    private static async ValueTask ReadHeaderAsync(BoundedRangeReader file, long offset, Header header)
    {
        while (await ReadElementAsync(file, offset) is { } element && element.Id != Cluster)
        {
            var isEntered = element.Id switch
            {
                Segment => header.SegmentAt < 0,
                SeekHead or Seek or TrackEntry or Projection => true,
                Info => !header.HasInfo,
                Tracks => !header.HasTracks,
                Video => header.PixelWidth == 0,
                _ => false,
            };
            if (isEntered) header.Enter(element.Id, element.Content);
            else header.Take(element);
            if (!isEntered && element.Size is null) return;
            offset = isEntered ? element.Content : element.Content + element.Size!.Value;
        }
    }

    /// <summary>Returns the time of the last block, in units of the file; 0 if there is none.</summary>
    private static async ValueTask<double> LastTimeAsync(BoundedRangeReader file)
    {
        var end = file.Length;
        for (var left = MaxTailBlocks; left > 0 && end > ClusterId.Length; left--)
        {
            var start = Math.Max(0, end - StagedUploadReadBuffer.Bytes);
            var block = await file.PeekAsync(start, (int)(end - start));
            var at = block.Span.LastIndexOf(ClusterId);
            if (at >= 0) return await LastTimeOfClusterAsync(file, start + at);
            // The id may lie across the border.
            end = start == 0 ? 0 : start + ClusterId.Length - 1;
        }

        return 0;
    }

    private static async ValueTask<double> LastTimeOfClusterAsync(BoundedRangeReader file, long offset)
    {
        var (cluster, block, last) = (0.0, 0.0, 0.0);
        while (await ReadElementAsync(file, offset) is { } element)
        {
            if (element.Id == Timestamp) (cluster, block) = (element.Number, element.Number);
            if (element.Id is SimpleBlock or Block) block = cluster + element.BlockTime;
            last = Math.Max(last, element.Id == BlockDuration ? block + element.Number : block);
            if (element.Size is null && element.Id is not (Cluster or BlockGroup)) break;
            offset = element.Id is Cluster or BlockGroup ? element.Content : element.Content + element.Size!.Value;
        }

        return last;
    }

    private static async ValueTask<Element?> ReadElementAsync(BoundedRangeReader file, long offset)
    {
        var bytes = await file.PeekAsync(offset, PeekedBytes);
        return Element.Read(bytes.Span, offset, file.Length);
    }

    /// <param name="Id">The id with its mark.</param>
    /// <param name="Content">Where the content begins.</param>
    /// <param name="Size">Bytes of the content, not more than the file has; null if it is not known.</param>
    /// <param name="Number">The content as an unsigned number; 0 if it is too long for one.</param>
    /// <param name="Real">The content as a floating-point number; 0 if it is none.</param>
    /// <param name="BlockTime">The content as a block: its time after that of the cluster.</param>
    private readonly record struct Element(uint Id, long Content, long? Size, ulong Number, double Real, short BlockTime)
    {
        public static Element? Read(ReadOnlySpan<byte> bytes, long offset, long fileLength)
        {
            var rest = bytes;
            if (!EbmlSniffer.TryReadNumber(ref rest, 4, keepsMark: true, out var id) || !EbmlSniffer.TryReadNumber(ref rest, 8, keepsMark: false, out var size)) return null;
            var content = offset + bytes.Length - rest.Length;
            long? known = size == ulong.MaxValue ? null : (long)Math.Min(size, (ulong)(fileLength - content));
            var value = size <= 8 && rest.Length >= (int)size ? rest[..(int)size] : [];
            return new Element((uint)id, content, known, TiffReader.Number(value, isLittleEndian: false), RealOf(value), BlockTimeOf(rest));
        }

        private static double RealOf(ReadOnlySpan<byte> value) => value.Length switch
        {
            4 => BinaryPrimitives.ReadSingleBigEndian(value),
            8 => BinaryPrimitives.ReadDoubleBigEndian(value),
            _ => 0,
        };

        private static short BlockTimeOf(ReadOnlySpan<byte> block) =>
            EbmlSniffer.TryReadNumber(ref block, 8, keepsMark: false, out _) && block.Length >= 2 ? BinaryPrimitives.ReadInt16BigEndian(block) : (short)0;
    }

    private sealed class Header
    {
        private uint sought;
        private double pixelHeight;
        private double cropWidth;
        private double cropHeight;
        private double displayWidth;
        private double displayHeight;
        private bool isDisplayedInPixels = true;
        private double roll;

        public long SegmentAt { get; private set; } = -1;

        public bool HasInfo { get; private set; }

        public bool HasTracks { get; private set; }

        public long? InfoAt { get; private set; }

        public long? TracksAt { get; private set; }

        public double NanosecondsPerUnit { get; private set; } = 1_000_000;

        public double Duration { get; private set; }

        public double PixelWidth { get; private set; }

        public void Enter(uint id, long content)
        {
            if (id == Segment) SegmentAt = content;
            HasInfo |= id == Info;
            HasTracks |= id == Tracks;
        }

        public void Take(in Element element)
        {
            switch (element.Id)
            {
                case SeekId: sought = (uint)element.Number; break;
                case SeekPosition when sought == Info: InfoAt = PositionOf(element); break;
                case SeekPosition when sought == Tracks: TracksAt = PositionOf(element); break;
                case TimestampScale: NanosecondsPerUnit = element.Number; break;
                case MatroskaReader.Duration: Duration = element.Real; break;
                case MatroskaReader.PixelWidth: PixelWidth = element.Number; break;
                case PixelHeight: pixelHeight = element.Number; break;
                case CropLeft or CropRight: cropWidth += element.Number; break;
                case CropTop or CropBottom: cropHeight += element.Number; break;
                case DisplayWidth: displayWidth = element.Number; break;
                case DisplayHeight: displayHeight = element.Number; break;
                case DisplayUnit: isDisplayedInPixels = element.Number == 0; break;
                case Roll: roll = element.Real; break;
                default: break;
            }
        }

        public MediaDimensions ToDimensions(double seconds)
        {
            var isDisplayed = isDisplayedInPixels && displayWidth > 0 && displayHeight > 0;
            var (width, height) = isDisplayed ? (displayWidth, displayHeight) : (PixelWidth - cropWidth, pixelHeight - cropHeight);
            var isTurned = Math.Abs(roll) is 90 or 270;
            return isTurned ? MediaDimensions.Of(height, width, seconds) : MediaDimensions.Of(width, height, seconds);
        }

        private long? PositionOf(in Element element) => SegmentAt >= 0 && element.Number < long.MaxValue / 2 ? SegmentAt + (long)element.Number : null;
    }
}
