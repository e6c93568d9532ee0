using System.Buffers.Binary;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>
/// Reads the duration of MP3 and AAC files. The duration is exact if the first frame states the number of frames. Otherwise the duration is estimated from up
/// to four blocks of 64 KiB across the file.
/// </summary>
/// <remarks>The first frame states the number of frames in a field named Xing, Info or VBRI.</remarks>
internal static class MpegAudioReader
{
    private const int Blocks = 4;
    private const int TagStartBytes = 64;
    private const int ClosingTagBytes = 128;

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var start = await SkipTagsAsync(file);
        var end = file.Length;
        if (end - ClosingTagBytes > start && (await file.PeekAsync(end - ClosingTagBytes, 3)).Span.SequenceEqual("TAG"u8)) end -= ClosingTagBytes;
        var first = await BlockAsync(file, start, end);
        if (first.Span.StartsWith("fLaC"u8)) return FlacHeaderReader.Read(first.Span[4..]);
        if (StatedSeconds(first.Span) is > 0 and var stated) return MediaDimensions.OfTime(stated);

        var (seconds, bytes) = (0.0, 0L);
        var stride = Math.Max(StagedUploadReadBuffer.Bytes, (end - start) / Blocks);
        for (var offset = start; offset < end && offset < start + (Blocks * stride); offset += stride)
        {
            var (more, moreBytes) = Measure((await BlockAsync(file, offset, end)).Span);
            (seconds, bytes) = (seconds + more, bytes + moreBytes);
        }

        return bytes > 0 ? MediaDimensions.OfTime(seconds * (end - start) / bytes) : default;
    }

    private static ValueTask<ReadOnlyMemory<byte>> BlockAsync(BoundedRangeReader file, long offset, long end) => file.PeekAsync(offset, (int)Math.Min(StagedUploadReadBuffer.Bytes, end - offset));

    private static async ValueTask<long> SkipTagsAsync(BoundedRangeReader file)
    {
        long offset = 0;
        for (var left = MpegSniffer.MaxTags; left > 0; left--)
        {
            var length = MpegSniffer.TagLength((await file.PeekAsync(offset, TagStartBytes)).Span);
            if (length == 0) break;
            offset = Math.Min(file.Length, offset + length);
        }

        return offset;
    }

    // Encoders write the number of frames into a first frame that is silent. Where it is depends on the version and the channels.
    private static double StatedSeconds(ReadOnlySpan<byte> sound)
    {
        sound = sound[AudioFrame.Find(sound)..];
        if (AudioFrame.ReadMpeg(sound) is not { } frame) return 0;
        var isVersion1 = (sound[1] & 0x08) != 0;
        var isMono = (sound[3] >> 6) == 3;
        var at = 4 + (isVersion1 ? isMono ? 17 : 32 : isMono ? 9 : 17);
        var frames = 0u;
        if (sound.Length >= at + 12 && (sound[at..].StartsWith("Xing"u8) || sound[at..].StartsWith("Info"u8)) && (sound[at + 7] & 1) != 0)
            frames = BinaryPrimitives.ReadUInt32BigEndian(sound[(at + 8)..]);
        else if (sound.Length >= 54 && sound[36..].StartsWith("VBRI"u8))
            frames = BinaryPrimitives.ReadUInt32BigEndian(sound[50..]);
        return (double)frames * frame.Samples / frame.Hertz;
    }

    private static (double Seconds, long Bytes) Measure(ReadOnlySpan<byte> block)
    {
        var (seconds, bytes) = (0.0, 0L);
        block = block[AudioFrame.Find(block)..];
        while (AudioFrame.Read(block) is { } frame && frame.Length <= block.Length)
        {
            (seconds, bytes) = (seconds + ((double)frame.Samples / frame.Hertz), bytes + frame.Length);
            block = block[frame.Length..];
        }

        return (seconds, bytes);
    }
}
