namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>The header of a frame of MPEG audio: layer II or III, such as MP3 (ISO/IEC 11172-3, 2.4.2.3), or AAC in ADTS (ISO/IEC 13818-7, 6.2).</summary>
/// <param name="Length">Length of the frame in bytes.</param>
/// <param name="Samples">Number of samples of each channel.</param>
/// <param name="Hertz">Samples per second.</param>
internal readonly record struct AudioFrame(int Length, int Samples, int Hertz)
{
    /// <summary>Bit rates by index, in units of 8 kbit/s: layer III of MPEG 1, layer II of MPEG 1, and both layers of MPEG 2 and 2.5.</summary>
    private static ReadOnlySpan<byte> Layer3 => [0, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40];

    private static ReadOnlySpan<byte> Layer2 => [0, 4, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48];

    private static ReadOnlySpan<byte> LowRates => [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20];

    private static ReadOnlySpan<int> AdtsHertz => [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

    /// <summary>Reads a frame of either kind; <c>null</c> if none starts here.</summary>
    public static AudioFrame? Read(ReadOnlySpan<byte> head) => ReadMpeg(head) ?? ReadAdts(head);

    /// <summary>Reads a frame of layer II or III; <c>null</c> if none starts here.</summary>
    public static AudioFrame? ReadMpeg(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4 || head[0] != 0xFF || (head[1] & 0xE0) != 0xE0)
            return null;
        var version = (head[1] >> 3) & 3;
        var layer = 4 - ((head[1] >> 1) & 3);
        var rate = head[2] >> 4;
        var sampling = (head[2] >> 2) & 3;
        if (version == 1 || layer is not (2 or 3) || rate is 0 or 15 || sampling == 3)
            return null;

        var isVersion1 = version == 3;
        var bitsPerSecond = 8000 * (!isVersion1 ? LowRates[rate] : layer == 3 ? Layer3[rate] : Layer2[rate]);
        var hertz = (sampling switch { 0 => 44100, 1 => 48000, _ => 32000 }) >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        var samples = layer == 3 && !isVersion1 ? 576 : 1152;
        return new AudioFrame((samples / 8 * bitsPerSecond / hertz) + ((head[2] >> 1) & 1), samples, hertz);
    }

    /// <summary>Reads a frame of AAC; <c>null</c> if none starts here.</summary>
    public static AudioFrame? ReadAdts(ReadOnlySpan<byte> head)
    {
        if (head.Length < 7 || head[0] != 0xFF || (head[1] & 0xF6) != 0xF0 || ((head[2] >> 2) & 15) is var rate && rate >= AdtsHertz.Length)
            return null;
        var length = ((head[3] & 3) << 11) | (head[4] << 3) | (head[5] >> 5);
        return length > 7 ? new AudioFrame(length, 1024 * ((head[6] & 3) + 1), AdtsHertz[rate]) : null;
    }

    /// <summary>Returns where the first frame starts that another one follows; the length of <paramref name="bytes"/> if there is none. One frame is enough if the
    /// bytes end with it.</summary>
    public static int Find(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            var next = bytes[at..].IndexOf((byte)0xFF);
            if (next < 0) break;
            at += next;
            if (Read(bytes[at..]) is { } frame && (at + frame.Length == bytes.Length || Continues(bytes[at..], frame))) return at;
        }

        return bytes.Length;
    }

    // In version, layer and rate, frames of one stream agree.
    private static bool Continues(ReadOnlySpan<byte> bytes, AudioFrame frame) =>
        frame.Length < bytes.Length && Read(bytes[frame.Length..]) is { } next && next.Hertz == frame.Hertz && next.Samples == frame.Samples
        && bytes[frame.Length + 1] == bytes[1];
}
