using System.Buffers.Binary;
using NetVips;

namespace Parhelion.Rendering.Decoding;

/// <summary>Decodes BMP files of Windows and OS/2: 1, 2, 4, 8, 16, 24 and 32 bits a pixel, with palettes, bit masks and run lengths. The libvips of NuGet cannot read
/// them.</summary>
internal static class BitmapDecoder
{
    private const int FileHeader = 14;
    private const int OldHeader = 12;
    private const int NewHeader = 40;
    private const int Rle8 = 1;
    private const int Rle4 = 2;
    private const int Masks = 3;
    private const int MasksWithAlpha = 6;

    /// <summary>Returns the picture in the pixels of <paramref name="pixels"/>.</summary>
    /// <exception cref="UndecodableException">It cannot be decoded.</exception>
    public static Image Decode(NativeBuffer content, out NativeBuffer pixels)
    {
        var file = content.Span();
        if (file.Length < FileHeader + OldHeader || file[0] != 'B' || file[1] != 'M') throw new UndecodableException("it has no BMP header");
        var header = Header.Read(file);
        DecodingLimits.Check(header.Width, header.Height);
        var bands = header.Mask(3) != 0 ? 4 : 3;
        // What the file does not fill stays black.
        pixels = new NativeBuffer((long)header.Width * header.Height * bands);
        if (header.Compression is Rle8 or Rle4) ReadRuns(file, header, pixels);
        else ReadRows(file, header, pixels, bands);
        return Raster.Image(pixels, header.Width, header.Height, bands, profile: null);
    }

    private static void ReadRows(ReadOnlySpan<byte> file, Header header, NativeBuffer pixels, int bands)
    {
        var stride = (((long)header.Width * header.Bits) + 31) / 32 * 4;
        for (var row = 0; row < header.Height; row++)
        {
            var start = header.Data + (row * stride);
            if (start >= file.Length) return;
            var from = file[(int)start..(int)Math.Min(file.Length, start + stride)];
            var to = pixels.Span((long)header.Row(row) * header.Width * bands)[..(header.Width * bands)];
            if (header.Bits <= 8) ReadIndexes(file, header, from, to);
            else ReadColours(header, from, to, bands);
        }
    }

    private static void ReadIndexes(ReadOnlySpan<byte> file, Header header, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var (bits, mask) = (header.Bits, (1 << header.Bits) - 1);
        for (var x = 0; x < header.Width && x * bits / 8 < from.Length; x++)
        {
            var index = (from[x * bits / 8] >> (8 - bits - (x * bits % 8))) & mask;
            header.Colour(file, index, to[(x * 3)..]);
        }
    }

    private static void ReadColours(Header header, ReadOnlySpan<byte> from, Span<byte> to, int bands)
    {
        var size = header.Bits / 8;
        if (header.Bits == 24)
        {
            for (var x = 0; x < header.Width && (x + 1) * 3 <= from.Length; x++) (to[x * 3], to[(x * 3) + 1], to[(x * 3) + 2]) = (from[(x * 3) + 2], from[(x * 3) + 1], from[x * 3]);
            return;
        }

        for (var x = 0; x < header.Width && (x + 1) * size <= from.Length; x++)
        {
            var value = size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(from[(x * 2)..]) : BinaryPrimitives.ReadUInt32LittleEndian(from[(x * 4)..]);
            for (var band = 0; band < bands; band++) to[(x * bands) + band] = Scale(value, header.Mask(band));
        }
    }

    // The bits under the mask, as a part of 255.
    private static byte Scale(uint value, uint mask)
    {
        if (mask == 0) return 0;
        var shift = System.Numerics.BitOperations.TrailingZeroCount(mask);
        return (byte)(((value & mask) >> shift) * 255UL / (mask >> shift));
    }

    // A pair of bytes is a run of one colour; after a zero, the second byte ends a row (0) or the picture (1), moves on (2), or says how many plain pixels follow.
    private static void ReadRuns(ReadOnlySpan<byte> file, Header header, NativeBuffer pixels)
    {
        var (at, x, row, isHalf) = ((int)Math.Min(header.Data, file.Length), 0, 0, header.Compression == Rle4);
        while (at + 1 < file.Length && row < header.Height)
        {
            var (count, value) = (file[at], file[at + 1]);
            at += 2;
            if (count > 0)
            {
                for (var i = 0; i < count; i++) Put(file, header, pixels, x++, row, isHalf ? (i % 2 == 0 ? value >> 4 : value & 15) : value);
                continue;
            }

            switch (value)
            {
                case 0:
                    (x, row) = (0, row + 1);
                    break;
                case 1:
                    return;
                case 2:
                    if (at + 1 >= file.Length) return;
                    (x, row, at) = (x + file[at], row + file[at + 1], at + 2);
                    break;
                default:
                    for (var i = 0; i < value && at + (isHalf ? i / 2 : i) < file.Length; i++)
                    {
                        var packed = file[at + (isHalf ? i / 2 : i)];
                        Put(file, header, pixels, x++, row, isHalf ? (i % 2 == 0 ? packed >> 4 : packed & 15) : packed);
                    }

                    // Each such block has an even number of bytes.
                    var length = isHalf ? (value + 1) / 2 : value;
                    at += length + (length % 2);
                    break;
            }
        }
    }

    private static void Put(ReadOnlySpan<byte> file, Header header, NativeBuffer pixels, int x, int row, int index)
    {
        if (x < header.Width && row < header.Height) header.Colour(file, index, pixels.Span((((long)header.Row(row) * header.Width) + x) * 3));
    }

    /// <summary>What a file says of its pixels.</summary>
    private sealed record Header(int Width, int Height, bool IsTopDown, int Bits, int Compression, long Data, int Palette, int PaletteEntry, int Colours, uint[] BandMasks)
    {
        public static Header Read(ReadOnlySpan<byte> file)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(file[FileHeader..]);
            if (size != OldHeader && (size < NewHeader / 2 || size > 1024 || FileHeader + size > file.Length)) throw new UndecodableException("it has no BMP header");
            var info = file.Slice(FileHeader, (int)size);
            var isOld = size == OldHeader;
            int width = isOld ? BinaryPrimitives.ReadUInt16LittleEndian(info[4..]) : BinaryPrimitives.ReadInt32LittleEndian(info[4..]);
            int height = isOld ? BinaryPrimitives.ReadUInt16LittleEndian(info[6..]) : BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
            int bits = BinaryPrimitives.ReadUInt16LittleEndian(info[(isOld ? 10 : 14)..]);
            var compression = size >= 20 ? BinaryPrimitives.ReadInt32LittleEndian(info[16..]) : 0;
            if (height == int.MinValue || !IsKnown(bits, compression)) throw new UndecodableException("it is a BMP of an unknown kind");
            var masks = MasksOf(file, info, bits, compression);
            // Masks that stand after a header of 40 bytes come before the palette.
            var palette = FileHeader + (int)size + (size == NewHeader && compression is Masks or MasksWithAlpha ? 12 : 0);
            var entry = isOld ? 3 : 4;
            var data = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
            var colours = bits > 8 ? 0 : (int)Math.Clamp((Math.Min(data, file.Length) - palette) / entry, 0, 1 << bits);
            return new Header(width, Math.Abs(height), height < 0, bits, compression, data, palette, entry, colours, masks);
        }

        public int Row(int stored) => IsTopDown ? stored : Height - 1 - stored;

        public uint Mask(int band) => BandMasks[band];

        /// <summary>Writes a colour of the palette; black if there is none.</summary>
        public void Colour(ReadOnlySpan<byte> file, int index, Span<byte> to)
        {
            if (index >= Colours) return;
            var from = file.Slice(Palette + (index * PaletteEntry), 3);
            (to[0], to[1], to[2]) = (from[2], from[1], from[0]);
        }

        private static bool IsKnown(int bits, int compression) => compression switch
        {
            0 => bits is 1 or 2 or 4 or 8 or 16 or 24 or 32,
            Rle8 => bits == 8,
            Rle4 => bits == 4,
            Masks or MasksWithAlpha => bits is 16 or 32,
            _ => false,
        };

        // Of 32 bits without masks the fourth byte has no meaning.
        private static uint[] MasksOf(ReadOnlySpan<byte> file, ReadOnlySpan<byte> info, int bits, int compression)
        {
            if (compression is not (Masks or MasksWithAlpha)) return bits == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF0000, 0xFF00, 0xFF, 0];
            // From 52 bytes on the header has the masks itself; in one of 40 bytes they follow it.
            var from = info.Length >= 52 ? info[40..] : file[Math.Min(file.Length, FileHeader + info.Length)..];
            var count = info.Length >= 56 ? 4 : 3;
            if (from.Length < count * 4) throw new UndecodableException("it is a BMP of an unknown kind");
            var masks = new uint[4];
            for (var band = 0; band < count; band++) masks[band] = BinaryPrimitives.ReadUInt32LittleEndian(from[(band * 4)..]);
            return masks;
        }
    }
}
