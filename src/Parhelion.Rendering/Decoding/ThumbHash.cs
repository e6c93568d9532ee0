namespace Parhelion.Rendering.Decoding;

/// <summary>Makes a ThumbHash of a picture: a blurred picture in at most 25 bytes, as lowest frequencies of luminance, two colours and alpha.</summary>
internal static class ThumbHash
{
    /// <summary>Limit of the width and the height of the picture.</summary>
    public const int MaxSide = 100;

    /// <summary>Returns the hash.</summary>
    /// <param name="width">Width in pixels, at most <see cref="MaxSide"/>.</param>
    /// <param name="height">Height in pixels, at most <see cref="MaxSide"/>.</param>
    /// <param name="rgba">The pixels, four bytes each, alpha not multiplied.</param>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> rgba)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        var count = width * height;
        var (l, p, q, a) = (new double[count], new double[count], new double[count], new double[count]);
        var hasAlpha = Split(rgba, l, p, q, a);

        // With alpha there is room for fewer frequencies of luminance.
        double most = hasAlpha ? 5 : 7, longest = Math.Max(width, height);
        var across = Math.Max(1, (int)Math.Round(most * width / longest, MidpointRounding.AwayFromZero));
        var down = Math.Max(1, (int)Math.Round(most * height / longest, MidpointRounding.AwayFromZero));
        var luminance = Channel.Of(l, width, height, Math.Max(3, across), Math.Max(3, down));
        var (first, second) = (Channel.Of(p, width, height, 3, 3), Channel.Of(q, width, height, 3, 3));
        var alpha = hasAlpha ? Channel.Of(a, width, height, 5, 5) : null;

        var isLandscape = width > height;
        var head = Fixed(63, luminance.Constant) | (Fixed(31.5, first.Constant, 31.5) << 6) | (Fixed(31.5, second.Constant, 31.5) << 12)
            | (Fixed(31, luminance.Scale) << 18) | (hasAlpha ? 1 << 23 : 0);
        var tail = (isLandscape ? down : across) | (Fixed(63, first.Scale) << 3) | (Fixed(63, second.Scale) << 9) | (isLandscape ? 1 << 15 : 0);
        var hash = new List<byte> { (byte)head, (byte)(head >> 8), (byte)(head >> 16), (byte)tail, (byte)(tail >> 8) };
        if (alpha is not null) hash.Add((byte)(Fixed(15, alpha.Constant) | (Fixed(15, alpha.Scale) << 4)));

        var isHigh = false;
        foreach (var value in ((Channel?[])[luminance, first, second, alpha]).OfType<Channel>().SelectMany(channel => channel.Varying))
        {
            var nibble = Fixed(15, value);
            if (isHigh) hash[^1] |= (byte)(nibble << 4);
            else hash.Add((byte)nibble);
            isHigh = !isHigh;
        }

        return [.. hash];
    }

    // Transparent parts take the average colour, so that they add no frequencies.
    private static bool Split(ReadOnlySpan<byte> rgba, double[] l, double[] p, double[] q, double[] a)
    {
        double red = 0, green = 0, blue = 0, opacity = 0;
        for (var i = 0; i < l.Length; i++)
        {
            var alpha = rgba[(i * 4) + 3] / 255d;
            red += alpha / 255 * rgba[i * 4];
            green += alpha / 255 * rgba[(i * 4) + 1];
            blue += alpha / 255 * rgba[(i * 4) + 2];
            opacity += alpha;
        }

        if (opacity > 0) (red, green, blue) = (red / opacity, green / opacity, blue / opacity);
        for (var i = 0; i < l.Length; i++)
        {
            var alpha = rgba[(i * 4) + 3] / 255d;
            var r = (red * (1 - alpha)) + (alpha / 255 * rgba[i * 4]);
            var g = (green * (1 - alpha)) + (alpha / 255 * rgba[(i * 4) + 1]);
            var b = (blue * (1 - alpha)) + (alpha / 255 * rgba[(i * 4) + 2]);
            (l[i], p[i], q[i], a[i]) = ((r + g + b) / 3, ((r + g) / 2) - b, r - g, alpha);
        }

        return opacity < l.Length;
    }

    private static int Fixed(double factor, double value, double offset = 0) => (int)Math.Round(offset + (factor * value), MidpointRounding.AwayFromZero);

    /// <summary>The lowest frequencies of one channel, by a cosine transform.</summary>
    private sealed record Channel(double Constant, IReadOnlyList<double> Varying, double Scale)
    {
        public static Channel Of(double[] values, int width, int height, int across, int down)
        {
            var (constant, scale, varying) = (0d, 0d, new List<double>());
            var cosines = new double[width];
            for (var y = 0; y < down; y++)
            {
                for (var x = 0; x * down < across * (down - y); x++)
                {
                    for (var column = 0; column < width; column++) cosines[column] = Math.Cos(Math.PI / width * x * (column + 0.5));
                    var sum = 0d;
                    for (var row = 0; row < height; row++)
                    {
                        var cosine = Math.Cos(Math.PI / height * y * (row + 0.5));
                        for (var column = 0; column < width; column++) sum += values[(row * width) + column] * cosines[column] * cosine;
                    }

                    sum /= width * height;
                    if (x == 0 && y == 0)
                    {
                        constant = sum;
                        continue;
                    }

                    varying.Add(sum);
                    scale = Math.Max(scale, Math.Abs(sum));
                }
            }

            return new Channel(constant, scale > 0 ? [.. varying.Select(value => 0.5 + (0.5 / scale * value))] : varying, scale);
        }
    }
}
