namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Determines the type of files in the containers RIFF, IFF, Ogg, Matroska and ASF. The content of the container shows whether the file is audio,
/// video or an image, such as WebP.</summary>
internal static class MediaContainerSniffer
{
    private static ReadOnlySpan<byte> AsfHeader =>
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C];

    private static ReadOnlySpan<byte> AsfVideo =>
        [0xC0, 0xEF, 0x19, 0xBC, 0x4D, 0x5B, 0xCF, 0x11, 0xA8, 0xFD, 0x00, 0x80, 0x5F, 0x5C, 0x44, 0x2B];

    private static ReadOnlySpan<byte> AsfAudio =>
        [0x40, 0x9E, 0x69, 0xF8, 0x4D, 0x5B, 0xCF, 0x11, 0xA8, 0xFD, 0x00, 0x80, 0x5F, 0x5C, 0x44, 0x2B];

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("OggS"u8))
            return Ogg(head);
        if (EbmlSniffer.Detect(head) is { } matroska)
            return matroska;
        if (head.StartsWith(AsfHeader))
            return Asf(head);

        return head.Length >= 12 ? Chunks(head[..4], head[8..12]) : null;
    }

    private static string? Chunks(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> form)
    {
        if (frame.SequenceEqual("FORM"u8))
            return form.StartsWith("AIF"u8) ? "audio/x-aiff" : null;
        if (form.SequenceEqual("WAVE"u8))
            return IsWaveFrame(frame) ? MediaTypes.Wav : null;
        if (!frame.SequenceEqual("RIFF"u8))
            return null;
        if (form.SequenceEqual("WEBP"u8))
            return MediaTypes.WebP;
        if (form.SequenceEqual("AVI "u8))
            return MediaTypes.Avi;

        return form.SequenceEqual("ACON"u8) ? "application/x-navi-animation" : null;
    }

    private static bool IsWaveFrame(ReadOnlySpan<byte> frame) =>
        frame.SequenceEqual("RIFF"u8) || frame.SequenceEqual("RIFX"u8) || frame.SequenceEqual("RF64"u8) || frame.SequenceEqual("BW64"u8);

    /// <summary>
    /// Every logical stream begins with a page of its own, and those pages come first (RFC 3533, section 6). If one stream is video, the file is a
    /// video.
    /// </summary>
    private static string Ogg(ReadOnlySpan<byte> head)
    {
        const byte beginsStream = 2;
        var type = MediaTypes.Ogg;
        while (head.Length > 27 && head.StartsWith("OggS"u8) && (head[5] & beginsStream) != 0)
        {
            int segments = head[26];
            if (head.Length < 27 + segments)
                break;
            var size = 0;
            foreach (var segment in head.Slice(27, segments))
                size += segment;

            var packet = head[(27 + segments)..];
            if (OggStream(packet) is { } stream)
                type = stream;
            if (type == MediaTypes.OggVideo)
                break;
            head = packet[Math.Min(size, packet.Length)..];
        }

        return type;
    }

    private static string? OggStream(ReadOnlySpan<byte> packet)
    {
        var isTheora = packet.Length > 7 && packet[0] == 0x80 && packet[1..].StartsWith("theora"u8);
        if (isTheora || packet.StartsWith("BBCD\0"u8) || packet.StartsWith("\u0001video\0"u8))
            return MediaTypes.OggVideo;

        return packet.StartsWith("\u0001vorbis"u8) || packet.StartsWith("OpusHead"u8)
            || packet.StartsWith("\u007FFLAC"u8) || packet.StartsWith("Speex   "u8)
            ? MediaTypes.OggAudio
            : null;
    }

    /// <summary>The properties of each stream name its kind by GUID. With a video stream the file is WMV, with audio alone WMA.</summary>
    private static string Asf(ReadOnlySpan<byte> head)
    {
        if (head.IndexOf(AsfVideo) > 0)
            return MediaTypes.Wmv;

        return head.IndexOf(AsfAudio) > 0
            ? "audio/x-ms-wma"
            : MediaTypes.Asf;
    }
}
