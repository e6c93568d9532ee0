using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Detects MPEG audio and video. The first bytes of an audio frame or a transport packet may also occur in other files. Therefore a second frame must begin
/// where the first frame ends. After a first packet, two more packets must follow.
/// </summary>
/// <remarks>A frame or packet that would begin behind the examined bytes is not required. If the file begins with zeros or with the rest of a frame, four whole
/// frames of the same kind must follow each other within the examined bytes.</remarks>
internal static class MpegSniffer
{
    /// <summary>Number of bytes behind a tag that must be in view to determine the format.</summary>
    public const int AfterTagBytes = 16 * 1024;

    private const int TransportPacket = 188;

    /// <summary>Maximum length of a partial frame at the start of audio that was cut out of a stream. The longest MP3 frame has 1,441 bytes, the
    /// longest stereo AAC frame 1,536.</summary>
    private const int MaxCutFrame = 1536;

    private const int FramesInARow = 4;

    /// <summary>Maximum number of consecutive tags that are skipped.</summary>
    public const int MaxTags = 8;

    private const int ApeHeaderBytes = 32;

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (TagLength(head) is > 0 and var length)
            return Tagged(head, length);
        if (head.StartsWith<byte>([0, 0, 1, 0xBA]) || head.StartsWith<byte>([0, 0, 1, 0xB3]))
            return MediaTypes.Mpeg;
        if (IsTransport(head, 0, TransportPacket) || IsTransport(head, 4, TransportPacket + 4))
            return MediaTypes.MpegTransport;

        return Frames(head) ?? FramesFurtherIn(head, MaxCutFrame);
    }

    /// <summary>Returns the length of the ID3v2 or APE tag that begins here; 0 if there is none.</summary>
    public static long TagLength(ReadOnlySpan<byte> head)
    {
        if (head.Length >= ApeHeaderBytes && head.StartsWith("APETAGEX"u8))
            return ApeHeaderBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(head[12..]);
        if (head.Length < 10 || !head.StartsWith("ID3"u8) || head[3] > 4 || ((head[6] | head[7] | head[8] | head[9]) & 0x80) != 0)
            return 0;

        // Each byte of the length contributes seven bits. A footer repeats the header.
        var hasFooter = head[3] == 4 && (head[5] & 0x10) != 0;
        return (hasFooter ? 20 : 10) + ((head[6] << 21) | (head[7] << 14) | (head[8] << 7) | head[9]);
    }

    /// <summary>Determines the type of the bytes that follow a tag. They are mostly MP3, but AAC and FLAC files have such tags too, and any other bytes may
    /// follow a tag.</summary>
    public static string? DetectAfterTag(ReadOnlySpan<byte> sound)
    {
        for (var left = MaxTags; left > 0 && TagLength(sound) is > 0 and var length; left--)
            sound = sound[(int)Math.Min(length, sound.Length)..];

        if (sound.IsEmpty)
            return MediaTypes.MpegAudio;
        return Frames(sound) ?? FramesFurtherIn(sound, sound.Length) ?? MediaTypeSniffer.DetectUntagged(sound);
    }

    private static string? Tagged(ReadOnlySpan<byte> head, long length)
    {
        var sound = head[(int)Math.Min(length, head.Length)..];
        // If too little of a longer file is in view, the whole file decides at the end of the upload.
        var isCut = head.Length >= MediaTypeSniffer.HeadBytes && sound.Length < AfterTagBytes;
        return DetectAfterTag(sound) ?? (isCut ? MediaTypes.MpegAudio : null);
    }

    /// <summary>Searches for frames behind zeros, which encoders leave in place of a header, or behind the rest of a frame.</summary>
    private static string? FramesFurtherIn(ReadOnlySpan<byte> head, int within)
    {
        var start = head.IndexOfAnyExcept((byte)0);
        if (start < 0)
            return null;
        var end = Math.Min(head.Length, start + within);
        for (var at = start; at < end && head[at..end].IndexOf((byte)0xFF) is var next and >= 0; at++)
        {
            at += next;
            // In both kinds of frames, the next three bits are ones.
            if (at + 1 >= head.Length || head[at + 1] < 0xE0) continue;
            if (AreConsecutive(head[at..], FrameLength)) return MediaTypes.MpegAudio;
            if (AreConsecutive(head[at..], AdtsLength)) return MediaTypes.Aac;
        }

        return null;
    }

    /// <summary>Whether consecutive frames agree in version, layer and sampling rate.</summary>
    private static bool AreConsecutive(ReadOnlySpan<byte> head, LengthOf lengthOf)
    {
        var first = head;
        for (var left = FramesInARow; left > 0; left--)
        {
            var length = lengthOf(head);
            var isAlike = length > 0 && head[1] == first[1] && ((head[2] ^ first[2]) & 0x0C) == 0;
            if (!isAlike || length > head.Length) return false;
            head = head[length..];
        }

        return true;
    }

    private static string? Frames(ReadOnlySpan<byte> head)
    {
        if (IsFollowed(head, FrameLength(head), FrameLength))
            return MediaTypes.MpegAudio;

        return IsFollowed(head, AdtsLength(head), AdtsLength) ? MediaTypes.Aac : null;
    }

    private static bool IsFollowed(ReadOnlySpan<byte> head, int length, LengthOf lengthOf) =>
        length > 0 && (head.Length < length + 7 || lengthOf(head[length..]) > 0);

    /// <summary>Returns the length in bytes of a frame of layer II or III, or 0 if none starts here.</summary>
    private static int FrameLength(ReadOnlySpan<byte> head) => AudioFrame.ReadMpeg(head)?.Length ?? 0;

    /// <summary>Returns the length in bytes of an AAC frame, or 0 if none starts here.</summary>
    private static int AdtsLength(ReadOnlySpan<byte> head) => AudioFrame.ReadAdts(head)?.Length ?? 0;

    /// <summary>Whether packets of a fixed size follow each other, each with the same first byte. Three packets are enough, or all packets that are in the
    /// head.</summary>
    private static bool IsTransport(ReadOnlySpan<byte> head, int first, int size)
    {
        const byte sync = 0x47;
        if (head.Length < first + size)
            return false;
        for (var i = 0; i < 3 && first + (i * size) < head.Length; i++)
        {
            if (head[first + (i * size)] != sync)
                return false;
        }

        return true;
    }

    private delegate int LengthOf(ReadOnlySpan<byte> head);
}
