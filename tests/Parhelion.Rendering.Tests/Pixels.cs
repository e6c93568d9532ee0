using System.Diagnostics;
using Parhelion.Core.Renditions;
using Parhelion.Tests;

namespace Parhelion.Rendering.Tests;

/// <summary>The pixels of a picture, as ImageMagick decodes it.</summary>
internal sealed record Pixels(int Width, int Height, byte[] Rgba)
{
    /// <summary>Red and green above blue and yellow.</summary>
    public static readonly IReadOnlyList<(int Red, int Green, int Blue)> Quarters = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)];

    public static Task<Pixels> OfAsync(RenderedPicture picture) => OfAsync(picture.Bytes.ToArray(), $"{picture.Target.Format}".ToLowerInvariant());

    /// <summary>Decodes a file. Further arguments of ImageMagick change it first.</summary>
    public static async Task<Pixels> OfAsync(byte[] file, string format, params string[] arguments)
    {
        using var convert = Process.Start(new ProcessStartInfo("convert", [$"{format}:-[0]", .. arguments, "-depth", "8", "-set", "colorspace", "sRGB", "-alpha", "on", "pam:-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = new MemoryStream();
        var reading = convert.StandardOutput.BaseStream.CopyToAsync(output);
        await convert.StandardInput.BaseStream.WriteAsync(file);
        convert.StandardInput.Close();
        await reading;
        Assert.Equal(0, await convert.EndAsync());
        var all = output.ToArray();
        var end = all.AsSpan().IndexOf("ENDHDR\n"u8);
        var header = System.Text.Encoding.ASCII.GetString(all, 0, end).Split('\n', ' ');
        int Number(string name) => int.Parse(header[Array.IndexOf(header, name) + 1]);
        Assert.Equal(4, Number("DEPTH"));
        return new Pixels(Number("WIDTH"), Number("HEIGHT"), all[(end + "ENDHDR\n".Length)..]);
    }

    /// <summary>The pixel at a place, from 0 to 1.</summary>
    public (int Red, int Green, int Blue, int Alpha) At(double x, double y)
    {
        var i = (((int)(y * Height) * Width) + (int)(x * Width)) * 4;
        return (Rgba[i], Rgba[i + 1], Rgba[i + 2], Rgba[i + 3]);
    }

    /// <summary>Checks the middle of each quarter.</summary>
    public void AssertQuarters(string what, int tolerance, IReadOnlyList<(int Red, int Green, int Blue)>? expected = null)
    {
        for (var i = 0; i < 4; i++) AssertNear((expected ?? Quarters)[i], At(0.25 + (0.5 * (i % 2)), 0.25 + (0.5 * (i / 2))), tolerance, $"{what}, quarter {i}");
    }

    /// <summary>Checks that a colour is near another one.</summary>
    public static void AssertNear((int Red, int Green, int Blue) expected, (int Red, int Green, int Blue, int Alpha) found, int tolerance, string what) => Assert.True(
        Math.Abs(expected.Red - found.Red) <= tolerance && Math.Abs(expected.Green - found.Green) <= tolerance && Math.Abs(expected.Blue - found.Blue) <= tolerance,
        $"{what}: {found} is not near {expected}.");

    /// <summary>The mean difference to another picture of the same size, in levels of 255.</summary>
    public double DifferenceTo(Pixels other)
    {
        Assert.Equal((other.Width, other.Height), (Width, Height));
        return Rgba.Zip(other.Rgba, (a, b) => Math.Abs(a - b)).Average();
    }
}
