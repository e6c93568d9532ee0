using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Parhelion.Rendering.Tests;

/// <summary>Files that are made to cost a decoder much, or to make it read something else.</summary>
internal static class Hostile
{
    /// <summary>One or more of each kind, with a name to upload it by.</summary>
    /// <param name="target">A URL or a path that some of them name.</param>
    public static IEnumerable<(string Name, byte[] Content)> Files(string target) =>
    [
        ("bomb.png", Png(50_000, 50_000)),
        ("allowed.png", Png(10_000, 10_000)),
        ("frames.gif", Gif(100_000, 10)),
        ("loop.tiff", TiffLoop()),
        ("nodes.svg", Svg(string.Concat(Enumerable.Repeat("<g/>", 1_000_000)))),
        ("deep.svg", Svg(string.Concat(Enumerable.Repeat("<g>", 500_000)) + string.Concat(Enumerable.Repeat("</g>", 500_000)))),
        ("script.svg", Svg($"<style>@import url({target});</style><script>fetch('{target}')</script><image width=\"64\" height=\"64\" xlink:href=\"{target}\"/>")),
        ("entity.svg", Svg("&x;", $"<!DOCTYPE svg [<!ENTITY x SYSTEM \"{target}\">]>")),
        ("laughs.svg", Svg("&h;", Laughs)),
        ("bomb.pdf", PdfBomb()),
        ("terabytes.mp4", Mp4OfTerabytes()),
        ("cut.png", Png(3000, 3000)[..2000]),
    ];

    /// <summary>Entities of which each stands for ten of the one before.</summary>
    public const string Laughs = """
        <!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
        <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">]>
        """;

    /// <summary>A PNG that says that it has so many pixels, with few bytes.</summary>
    public static byte[] Png(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var row = new byte[(width * 3) + 1];
            // With more pixels than are allowed, nobody looks at the rows.
            for (var y = 0; y < ((long)width * height > 100_000_000 ? 100 : height); y++) zlib.Write(row);
        }

        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", rows.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>A GIF with so many frames of so many pixels. Each has one colour.</summary>
    public static byte[] Gif(int frames, int side)
    {
        var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([(byte)side, (byte)(side >> 8), (byte)side, (byte)(side >> 8), 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
        byte[][] colours = [Lzw(0, side * side), Lzw(1, side * side)];
        for (var i = 0; i < frames; i++)
        {
            file.Write([0x21, 0xF9, 4, 0, 5, 0, 0, 0, 0x2C, 0, 0, 0, 0, (byte)side, (byte)(side >> 8), (byte)side, (byte)(side >> 8), 0, 2]);
            foreach (var block in colours[i % 2].Chunk(255)) file.Write([(byte)block.Length, .. block]);
            file.WriteByte(0);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>A TIFF whose list of pages leads back to its first page.</summary>
    public static byte[] TiffLoop()
    {
        var file = new byte[200];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 8);
        (ushort Tag, ushort Type, int Value)[] entries = [(256, 3, 2), (257, 3, 2), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 180), (278, 3, 2), (279, 4, 4)];
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var at = file.AsSpan(10 + (i * 12));
            BinaryPrimitives.WriteUInt16LittleEndian(at, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], entries[i].Type);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], entries[i].Value);
        }

        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10 + (entries.Length * 12)), 8);
        return file;
    }

    /// <summary>An SVG with this inside.</summary>
    public static byte[] Svg(string inside, string before = "", int side = 64) => Encoding.UTF8.GetBytes(
        $"<?xml version=\"1.0\"?>{before}<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{side}\" height=\"{side}\">{inside}</svg>");

    /// <summary>A PDF of one page with this content.</summary>
    public static string Pdf(string content, string box) => $"""
        %PDF-1.4
        1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R>> endobj
        4 0 obj <</Length {content.Length}>> stream
        {content}
        endstream endobj
        trailer <</Root 1 0 R>>
        """;

    /// <summary>A PDF whose page unpacks to 400 MB of drawing.</summary>
    public static byte[] PdfBomb()
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0 0 m 100 100 l S 0 0 100 100 re f ", 30_000)));
            for (var i = 0; i < 400; i++) zlib.Write(lines);
        }

        var head = Encoding.ASCII.GetBytes(
            "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n" +
            "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>> endobj\n" +
            $"4 0 obj <</Filter/FlateDecode/Length {packed.Length}>> stream\n");
        return [.. head, .. packed.ToArray(), .. "\nendstream endobj\ntrailer <</Root 1 0 R>>\n"u8];
    }

    /// <summary>An MP4 whose boxes say that they have a terabyte.</summary>
    public static byte[] Mp4OfTerabytes()
    {
        var file = new List<byte>();
        file.AddRange([0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0]);
        foreach (var name in (string[])["moov", "trak", "mdia", "minf", "stbl", "stsz"]) file.AddRange([0, 0, 0, 1, .. Encoding.ASCII.GetBytes(name), 0, 0, 1, 0, 0, 0, 0, 0]);
        file.AddRange([0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        return [.. file];
    }

    // Each code stands for a run that is one pixel longer than that of the code before.
    private static byte[] Lzw(int colour, int pixels)
    {
        const int Clear = 4, End = 5;
        var (bits, length, width, free, output) = (0L, 0, 3, Clear + 2, new List<byte>());
        void Emit(int code)
        {
            bits |= (long)code << length;
            for (length += width; length >= 8; length -= 8, bits >>= 8) output.Add((byte)bits);
            if (free > (1 << width) - 1) width++;
        }

        Emit(Clear);
        for (var run = 1; pixels > 0; run++, free++)
        {
            var taken = Math.Min(run, pixels);
            Emit(taken == 1 ? colour : End + taken - 1);
            pixels -= taken;
        }

        Emit(End);
        output.Add((byte)bits);
        return [.. output];
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var i = 0; i < 8; i++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
