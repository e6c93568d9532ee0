using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>A stream of sound or video in an Ogg file, with the values from the first packet of the stream.</summary>
/// <param name="Serial">The serial number that marks the pages of this stream.</param>
/// <param name="UnitsPerSecond">Samples or frames per second.</param>
internal readonly record struct OggStream(uint Serial, double UnitsPerSecond)
{
    /// <summary>Width in pixels; 0 for sound.</summary>
    public int Width { get; private init; }

    /// <summary>Height in pixels; 0 for sound.</summary>
    public int Height { get; private init; }

    /// <summary>Number of samples at the start that are not played.</summary>
    private int Skipped { get; init; }

    /// <summary>Theora puts the number of the last key frame above as many bits, and the number of frames since then into them.</summary>
    private int FrameBits { get; init; }

    /// <summary>Reads the first packet; <c>null</c> for a stream that is neither sound nor video.</summary>
    public static OggStream? Read(ReadOnlySpan<byte> packet, uint serial)
    {
        // The rate of Opus is always 48 kHz here (RFC 7845, section 4).
        if (packet.Length >= 19 && packet.StartsWith("OpusHead"u8)) return new OggStream(serial, 48_000) { Skipped = BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]) };
        if (packet.Length >= 30 && packet.StartsWith("\u0001vorbis"u8)) return new OggStream(serial, BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]));
        if (packet.Length >= 40 && packet.StartsWith("Speex   "u8)) return new OggStream(serial, BinaryPrimitives.ReadUInt32LittleEndian(packet[36..]));
        if (packet.Length >= 40 && packet.StartsWith("\u007FFLAC"u8)) return new OggStream(serial, FlacHeaderReader.HertzOf(packet[13..]));
        return packet.Length >= 42 && packet[0] == 0x80 && packet[1..].StartsWith("theora"u8) ? Theora(packet, serial) : null;
    }

    /// <summary>Returns the time of a position in seconds; 0 if the rate is not known.</summary>
    public double SecondsAt(long position)
    {
        var units = FrameBits == 0 ? position - Skipped : (position >> FrameBits) + (position & ((1L << FrameBits) - 1));
        return UnitsPerSecond > 0 ? units / UnitsPerSecond : 0;
    }

    private static OggStream Theora(ReadOnlySpan<byte> packet, uint serial)
    {
        var (numerator, denominator) = (BinaryPrimitives.ReadUInt32BigEndian(packet[22..]), BinaryPrimitives.ReadUInt32BigEndian(packet[26..]));
        return new OggStream(serial, denominator > 0 ? (double)numerator / denominator : 0)
        {
            Width = (int)TiffReader.Number(packet[14..17], isLittleEndian: false),
            Height = (int)TiffReader.Number(packet[17..20], isLittleEndian: false),
            FrameBits = ((packet[40] & 3) << 3) | (packet[41] >> 5),
        };
    }
}
