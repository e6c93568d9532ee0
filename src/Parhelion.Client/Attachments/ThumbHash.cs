using System.Buffers.Binary;

namespace Parhelion;

/// <summary>Turns the placeholder of an attachment (<see cref="AttachmentDetails.Placeholder"/>) into what a page can show until a rendition is loaded. A ThumbHash
/// has the average colour of a picture, the strongest of its frequencies, and roughly the ratio of its sides, in at most 25 bytes.</summary>
public static class ThumbHash
{
    private const int LongerSide = 32;

    /// <summary>Returns the average colour as CSS writes it, such as <c>#7d6a55</c>, or <c>#7d6a5580</c> if the picture is transparent.</summary>
    /// <exception cref="ArgumentException">The bytes are no ThumbHash.</exception>
    public static string ToColor(ReadOnlySpan<byte> hash)
    {
        var header = Header.Read(hash);
        Span<byte> color = stackalloc byte[4];
        Write(color, header.Luminance, header.YellowBlue, header.RedGreen, header.Alpha);
        return $"#{Convert.ToHexString(header.HasAlpha ? color : color[..3])}";
    }

    /// <summary>Returns the placeholder as a PNG in a <c>data:</c> URL, at most 32 by 32 pixels and 6 KB. Let the page stretch it to the size of the
    /// picture.</summary>
    /// <exception cref="ArgumentException">The bytes are no ThumbHash.</exception>
    public static string ToDataUrl(ReadOnlySpan<byte> hash)
    {
        var header = Header.Read(hash);
        var ratio = (double)header.Across / header.Down;
        var (width, height) = ratio > 1 ? (LongerSide, Side(LongerSide / ratio)) : (Side(LongerSide * ratio), LongerSide);
        return $"data:image/png;base64,{Convert.ToBase64String(Png(Decode(hash, header, width, height), width, height))}";
    }

    private static int Side(double length) => (int)Math.Floor(length + 0.5);

    // The picture is a sum of cosines: for each channel its average, and the factors of the cosines, of which the hash has those of low frequencies.
    private static byte[] Decode(ReadOnlySpan<byte> hash, Header header, int width, int height)
    {
        var (across, down) = (Math.Max(3, header.Across), Math.Max(3, header.Down));
        var nibble = header.Length * 2;
        var luminance = Factors(hash, ref nibble, across, down, header.LuminanceScale);
        var yellowBlue = Factors(hash, ref nibble, 3, 3, header.YellowBlueScale * 1.25);
        var redGreen = Factors(hash, ref nibble, 3, 3, header.RedGreenScale * 1.25);
        var alpha = header.HasAlpha ? Factors(hash, ref nibble, 5, 5, header.AlphaScale) : [];
        var pixels = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (u, v) = (Math.PI * (x + 0.5) / width, Math.PI * (y + 0.5) / height);
                Write(
                    pixels.AsSpan(((y * width) + x) * 4),
                    header.Luminance + Sum(luminance, across, down, u, v), header.YellowBlue + Sum(yellowBlue, 3, 3, u, v),
                    header.RedGreen + Sum(redGreen, 3, 3, u, v), header.HasAlpha ? header.Alpha + Sum(alpha, 5, 5, u, v) : 1);
            }
        }

        return pixels;
    }

    // The frequencies of a channel are those below the diagonal of a rectangle, without the average, row by row; each has four bits.
    private static double[] Factors(ReadOnlySpan<byte> hash, ref int nibble, int across, int down, double scale)
    {
        var factors = new double[Count(across, down)];
        for (var i = 0; i < factors.Length; i++, nibble++)
        {
            if (nibble / 2 >= hash.Length) throw new ArgumentException("The ThumbHash is too short.", nameof(hash));
            factors[i] = ((((hash[nibble / 2] >> (nibble % 2 * 4)) & 15) / 7.5) - 1) * scale;
        }

        return factors;
    }

    private static int Count(int across, int down)
    {
        var count = 0;
        for (var row = 0; row < down; row++)
        {
            for (var column = row == 0 ? 1 : 0; column * down < across * (down - row); column++) count++;
        }

        return count;
    }

    private static double Sum(double[] factors, int across, int down, double u, double v)
    {
        var (sum, i) = (0.0, 0);
        for (var row = 0; row < down; row++)
        {
            var vertical = 2 * Math.Cos(v * row);
            for (var column = row == 0 ? 1 : 0; column * down < across * (down - row); column++) sum += factors[i++] * Math.Cos(u * column) * vertical;
        }

        return sum;
    }

    private static void Write(Span<byte> pixel, double luminance, double yellowBlue, double redGreen, double alpha)
    {
        var blue = luminance - (2.0 / 3 * yellowBlue);
        var red = ((3 * luminance) - blue + redGreen) / 2;
        (pixel[0], pixel[1], pixel[2], pixel[3]) = (Channel(red), Channel(red - redGreen), Channel(blue), Channel(alpha));
    }

    private static byte Channel(double value) => (byte)(Math.Clamp(value, 0, 1) * 255);

    private static byte[] Png(byte[] pixels, int width, int height)
    {
        var bytesOfRow = width * 4;
        // A byte before each row says that the row is not filtered.
        var rows = new byte[height * (bytesOfRow + 1)];
        for (var y = 0; y < height; y++) pixels.AsSpan(y * bytesOfRow, bytesOfRow).CopyTo(rows.AsSpan((y * (bytesOfRow + 1)) + 1));
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n',
            // Eight bits for each of red, green, blue and alpha.
            .. Chunk("IHDR"u8, [0, 0, 0, (byte)width, 0, 0, 0, (byte)height, 8, 6, 0, 0, 0]), .. Chunk("IDAT"u8, Zlib(rows)), .. Chunk("IEND"u8, []),
        ];
    }

    // One block that is not compressed: so few bytes would hardly become fewer.
    private static byte[] Zlib(byte[] data)
    {
        var (low, high) = (1, 0);
        foreach (var octet in data) (low, high) = ((low + octet) % 65521, (high + low + octet) % 65521);
        return
        [
            0x78, 0x01, 1, (byte)data.Length, (byte)(data.Length >> 8), (byte)~data.Length, (byte)(~data.Length >> 8),
            .. data, (byte)(high >> 8), (byte)high, (byte)(low >> 8), (byte)low,
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Checksum(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    // CRC-32. The few kilobytes of a placeholder need no table.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var octet in bytes)
        {
            checksum ^= octet;
            for (var bit = 0; bit < 8; bit++) checksum = (checksum >> 1) ^ ((checksum & 1) * 0xEDB88320);
        }

        return ~checksum;
    }

    // The first five or six bytes.
    private readonly record struct Header(int Length, int Across, int Down, double Luminance, double YellowBlue, double RedGreen, double Alpha)
    {
        public bool HasAlpha { get; private init; }

        public double LuminanceScale { get; private init; }

        public double YellowBlueScale { get; private init; }

        public double RedGreenScale { get; private init; }

        public double AlphaScale { get; private init; }

        public static Header Read(ReadOnlySpan<byte> hash)
        {
            if (hash.Length < 5 || (hash[2] >> 7 == 1 && hash.Length < 6)) throw new ArgumentException("The ThumbHash is too short.", nameof(hash));
            var (first, second) = (hash[0] | (hash[1] << 8) | (hash[2] << 16), hash[3] | (hash[4] << 8));
            var (hasAlpha, isLandscape) = (first >> 23 == 1, second >> 15 == 1);
            // Frequencies along the longer side; those along the other side tell the ratio of the sides.
            var (longer, shorter) = (hasAlpha ? 5 : 7, Math.Max(1, second & 7));
            return new Header(
                hasAlpha ? 6 : 5, isLandscape ? longer : shorter, isLandscape ? shorter : longer,
                (first & 63) / 63.0, (((first >> 6) & 63) / 31.5) - 1, (((first >> 12) & 63) / 31.5) - 1, hasAlpha ? (hash[5] & 15) / 15.0 : 1)
            {
                HasAlpha = hasAlpha,
                LuminanceScale = ((first >> 18) & 31) / 31.0,
                YellowBlueScale = ((second >> 3) & 63) / 63.0,
                RedGreenScale = ((second >> 9) & 63) / 63.0,
                AlphaScale = hasAlpha ? (hash[5] >> 4) / 15.0 : 0,
            };
        }
    }
}
