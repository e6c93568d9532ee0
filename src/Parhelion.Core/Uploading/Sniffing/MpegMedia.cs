namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// MPEG sound and film. Their sync words are short, so a second frame or packet must stand where the first one says, when
/// enough of the file is there to look.
/// </summary>
internal static class MpegMedia
{
    private const int TransportPacket = 188;

    /// <summary>Bit rates by index, in units of 8 kbit/s: layer III and layer II of MPEG 1, and both in MPEG 2 and 2.5.</summary>
    private static ReadOnlySpan<byte> Layer3 => [0, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40];

    private static ReadOnlySpan<byte> Layer2 => [0, 4, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48];

    private static ReadOnlySpan<byte> LowRates => [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20];

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("ID3"u8))
            return Tagged(head);
        if (head.StartsWith<byte>([0, 0, 1, 0xBA]) || head.StartsWith<byte>([0, 0, 1, 0xB3]))
            return MediaTypes.Mpeg;
        if (IsTransport(head, 0, TransportPacket) || IsTransport(head, 4, TransportPacket + 4))
            return MediaTypes.MpegTransport;

        return Frames(head);
    }

    /// <summary>What follows an ID3v2 tag is mostly MP3, but AAC and FLAC carry such tags too.</summary>
    private static string? Tagged(ReadOnlySpan<byte> head)
    {
        if (head.Length < 10 || head[3] > 4 || ((head[6] | head[7] | head[8] | head[9]) & 0x80) != 0)
            return null;

        // The length is written in seven bits of each byte.
        var length = 10 + ((head[6] << 21) | (head[7] << 14) | (head[8] << 7) | head[9]);
        if (length >= head.Length)
            return MediaTypes.MpegAudio;
        var sound = head[length..];
        return sound.StartsWith("fLaC"u8) ? "audio/flac" : Frames(sound) ?? MediaTypes.MpegAudio;
    }

    private static string? Frames(ReadOnlySpan<byte> head)
    {
        if (IsFollowed(head, FrameLength(head), FrameLength))
            return MediaTypes.MpegAudio;

        return IsFollowed(head, AdtsLength(head), AdtsLength) ? MediaTypes.Aac : null;
    }

    private static bool IsFollowed(ReadOnlySpan<byte> head, int length, LengthOf lengthOf) =>
        length > 0 && (head.Length < length + 7 || lengthOf(head[length..]) > 0);

    /// <summary>The bytes of a frame of layer II or III (ISO/IEC 11172-3, 2.4.2.3), or 0 when none starts here.</summary>
    private static int FrameLength(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4 || head[0] != 0xFF || (head[1] & 0xE0) != 0xE0)
            return 0;
        var version = (head[1] >> 3) & 3;
        var layer = 4 - ((head[1] >> 1) & 3);
        var rate = head[2] >> 4;
        var sampling = (head[2] >> 2) & 3;
        if (version == 1 || layer is not (2 or 3) || rate is 0 or 15 || sampling == 3)
            return 0;

        var isVersion1 = version == 3;
        var bitsPerSecond = 8000 * (!isVersion1 ? LowRates[rate] : layer == 3 ? Layer3[rate] : Layer2[rate]);
        var hertz = (sampling switch { 0 => 44100, 1 => 48000, _ => 32000 }) >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        var samplesPer8Bits = layer == 3 && !isVersion1 ? 72 : 144;
        return (samplesPer8Bits * bitsPerSecond / hertz) + ((head[2] >> 1) & 1);
    }

    /// <summary>The bytes of an AAC frame in ADTS (ISO/IEC 13818-7, 6.2), or 0 when none starts here.</summary>
    private static int AdtsLength(ReadOnlySpan<byte> head)
    {
        if (head.Length < 7 || head[0] != 0xFF || (head[1] & 0xF6) != 0xF0 || ((head[2] >> 2) & 15) > 12)
            return 0;
        var length = ((head[3] & 3) << 11) | (head[4] << 3) | (head[5] >> 5);
        return length > 7 ? length : 0;
    }

    /// <summary>Packets of a fixed size, each with the same first byte; three in a row, or all that are there.</summary>
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
