using System.Buffers.Binary;
using System.Text;

namespace Parhelion.Core.Tests.Uploading.Dimensions;

/// <summary>Puts files together from their parts.</summary>
internal static class MediaBytes
{
    public static byte[] U16(int value) => BigEndian((ulong)value, 2);

    public static byte[] U32(long value) => BigEndian((ulong)value, 4);

    public static byte[] U64(ulong value) => BigEndian(value, 8);

    public static byte[] Little16(int value) => [.. U16(value).Reverse()];

    public static byte[] Little32(long value) => [.. U32(value).Reverse()];

    public static byte[] Zeros(int count) => new byte[count];

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>A box of the ISO base media family.</summary>
    public static byte[] Box(string type, params byte[][] content)
    {
        var bytes = Join(content);
        return [.. U32(bytes.Length + 8), .. Encoding.ASCII.GetBytes(type), .. bytes];
    }

    /// <summary>A chunk of RIFF.</summary>
    public static byte[] Chunk(string type, params byte[][] content)
    {
        var bytes = Join(content);
        return [.. Encoding.ASCII.GetBytes(type), .. Little32(bytes.Length), .. bytes, .. Zeros(bytes.Length & 1)];
    }

    /// <summary>An element of EBML, its size in eight bytes.</summary>
    public static byte[] Element(uint id, params byte[][] content)
    {
        var bytes = Join(content);
        return [.. U32(id).SkipWhile(part => part == 0), 0x01, .. U64((ulong)bytes.Length)[1..], .. bytes];
    }

    public static byte[] Real(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return bytes;
    }

    /// <summary>A TIFF file with the numbers of its first directory.</summary>
    public static byte[] Tiff(bool isLittleEndian, bool isBig, params (int Tag, int Type, int Value)[] entries)
    {
        byte[] Number(ulong value, int bytes) => isLittleEndian ? [.. BigEndian(value, bytes).Reverse()] : BigEndian(value, bytes);
        var start = Encoding.ASCII.GetBytes(isLittleEndian ? "II" : "MM");
        byte[] header = isBig ? [.. start, .. Number(43, 2), .. Number(8, 2), .. Number(0, 2), .. Number(16, 8)] : [.. start, .. Number(42, 2), .. Number(8, 4)];
        var width = isBig ? 8 : 4;
        var directory = entries.SelectMany(entry =>
        {
            var value = Number((ulong)entry.Value, entry.Type == 3 ? 2 : 4);
            return Join(Number((ulong)entry.Tag, 2), Number((ulong)entry.Type, 2), Number(1, width), value, Zeros(width - value.Length));
        });
        return [.. header, .. Number((ulong)entries.Length, isBig ? 8 : 2), .. directory, .. Zeros(width)];
    }

    /// <summary>The start of a JPEG of 300 x 200 pixels.</summary>
    /// <param name="segments">What comes before the header of the frame.</param>
    public static byte[] Jpeg(params byte[][] segments) =>
        [0xFF, 0xD8, .. Join(segments), 0xFF, 0xC0, .. U16(17), 8, .. U16(200), .. U16(300), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xFF, 0xDA];

    /// <summary>A segment of a JPEG.</summary>
    public static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, .. U16(content.Length + 2), .. content];

    /// <summary>The header of a film: 10 seconds, and the tracks.</summary>
    public static byte[] Movie(params byte[][] tracks) => Box("moov", [Box("mvhd", Zeros(12), U32(600), U32(6000), Zeros(80)), .. tracks]);

    /// <summary>A track of 640 x 360 pixels with a matrix in units of 1/65536.</summary>
    public static byte[] Track(string handler, int a = 0x10000, int b = 0, int c = 0, int d = 0x10000) => Box(
        "trak",
        Box("tkhd", Zeros(40), U32(a), U32((uint)b), Zeros(4), U32((uint)c), U32((uint)d), Zeros(16), U32(640 << 16), U32(360 << 16), Zeros(12)),
        Box("mdia", Box("mdhd", Zeros(24)), Box("hdlr", Zeros(8), Encoding.ASCII.GetBytes(handler), Zeros(12))));

    private static byte[] BigEndian(ulong value, int count)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes[(8 - count)..];
    }
}
