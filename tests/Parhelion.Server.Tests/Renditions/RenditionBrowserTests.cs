using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Microsoft.Playwright;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>Previews in a real browser: upright, in the right colours, and of files that the browser itself cannot show. Pixels are compared with those of the
/// picture that was painted, within what lossy formats change.</summary>
public sealed class RenditionBrowserTests(PictureBrowser browser) : IClassFixture<PictureBrowser>, IAsyncLifetime
{
    // Of 255. Two lossy formats one after the other change a field of one colour by 2 or 3.
    private const int Tolerance = 6;

    private static readonly string[] Colours = ["rgb(200, 40, 40)", "rgb(40, 160, 60)", "rgb(40, 70, 200)", "rgb(230, 220, 90)"];

    public ValueTask InitializeAsync()
    {
        Engines.Require("chromium");
        return default;
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Picture_of_every_orientation_is_upright()
    {
        var (w, h) = (PictureBrowser.Width, PictureBrowser.Height);
        // How the pixels lie in the file, if the camera says by this orientation how they are to be turned.
        int[][] matrices =
        [
            [1, 0, 0, 1, 0, 0], [-1, 0, 0, 1, w, 0], [-1, 0, 0, -1, w, h], [1, 0, 0, -1, 0, h],
            [0, 1, 1, 0, 0, 0], [0, -1, 1, 0, 0, w], [0, -1, -1, 0, h, w], [0, 1, -1, 0, h, 0],
        ];
        var upright = await browser.ShowAsync(await browser.PaintAsync(Colours, "image/png"), "image/png");
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var jpeg = await browser.PaintAsync(Colours, "image/jpeg", matrix: matrices[orientation - 1]);
            var mediaUrl = await browser.UploadAsync(WithOrientation(jpeg, orientation), $"{orientation}.jpg");

            var shown = await ShowPreviewAsync(mediaUrl);

            Assert.True((shown.Width, shown.Height) == (1280, 800), $"{orientation}: {shown.Width} x {shown.Height}");
            Assert.True(shown.DifferenceTo(upright) <= Tolerance, $"{orientation}: {Describe(shown)}, not {Describe(upright)}");
            // The picture that was painted for this orientation is right, as the browser sees it, and would be wrong if nobody turned it.
            Assert.True((await browser.ShowAsync(mediaUrl)).DifferenceTo(upright) <= Tolerance, $"{orientation}: the original is not upright");
            if (orientation == 1) continue;
            Assert.True((await browser.ShowAsync(jpeg, "image/jpeg")).DifferenceTo(upright) > 100, $"{orientation}: the original is upright without being turned");
        }
    }

    [Fact]
    public async Task Picture_of_a_wide_gamut_has_the_right_colours()
    {
        string[] colours = ["color(display-p3 0.75 0.3 0.2)", "color(display-p3 0.3 0.65 0.3)", "color(display-p3 0.2 0.3 0.7)", "color(display-p3 0.8 0.7 0.4)"];
        foreach (var (type, name, profile) in ((string, string, string)[])[("image/jpeg", "wide.jpg", "ICC_PROFILE"), ("image/png", "wide.png", "iCCP")])
        {
            var wide = await browser.PaintAsync(colours, type, "display-p3");
            Assert.True(wide.AsSpan().IndexOf(Encoding.ASCII.GetBytes(profile)) > 0, $"{name}: the browser has written no profile.");

            var shown = await ShowPreviewAsync(await browser.UploadAsync(wide, name));

            var right = await browser.ShowAsync(wide, type);
            Assert.True(shown.DifferenceTo(right) <= Tolerance, $"{name}: {Describe(shown)}, not {Describe(right)}");
            // The same numbers without the profile are other colours.
            Assert.True((await browser.ShowAsync(WithoutProfile(wide), type)).DifferenceTo(right) > 3 * Tolerance, $"{name}: the profile changes nothing");
        }
    }

    [Fact]
    public async Task Picture_of_other_pixels_has_the_colours_that_the_browser_shows()
    {
        Engines.Require("convert");
        var painted = await browser.PaintAsync(["color(display-p3 0.75 0.3 0.2)", "color(display-p3 0.3 0.65 0.3)", "color(display-p3 0.2 0.3 0.7)", "color(display-p3 0.8 0.7 0.4)"], "image/png", "display-p3");
        foreach (var (name, type, arguments) in ((string, string, string[])[])
        [
            ("deep.png", "image/png", ["PNG48:-"]),
            ("grey.png", "image/png", ["-strip", "-colorspace", "Gray", "-depth", "8", "png:-"]),
            ("deep grey.png", "image/png", ["-strip", "-colorspace", "Gray", "-depth", "16", "-define", "png:bit-depth=16", "png:-"]),
            ("grey.jpg", "image/jpeg", ["-strip", "-colorspace", "Gray", "-quality", "95", "jpeg:-"]),
        ])
        {
            var file = await ConvertAsync(painted, arguments);

            var shown = await ShowPreviewAsync(await browser.UploadAsync(file, name));

            var right = await browser.ShowAsync(file, type);
            Assert.True(shown.DifferenceTo(right) <= Tolerance, $"{name}: {Describe(shown)}, not {Describe(right)}");
        }
    }

    [Fact]
    public async Task Picture_for_a_printer_has_the_right_colours()
    {
        Engines.Require("convert");
        const string Profiles = "/usr/share/color/icc/ghostscript";
        if (!File.Exists($"{Profiles}/default_cmyk.icc")) Engines.Missing("The profiles of ghostscript are not installed.");
        // Colours that ink can show.
        var painted = await browser.PaintAsync(["rgb(176, 80, 64)", "rgb(96, 160, 80)", "rgb(80, 96, 160)", "rgb(176, 160, 96)"], "image/png");
        var cmyk = await ConvertAsync(
            painted, ["-strip", "-profile", $"{Profiles}/srgb.icc", "-profile", $"{Profiles}/default_cmyk.icc", "-quality", "95", "-sampling-factor", "4:4:4", "jpeg:-"]);
        Assert.Equal(4, ComponentsOf(cmyk));

        var shown = await ShowPreviewAsync(await browser.UploadAsync(cmyk, "print.jpg"));

        // The way to ink and back costs a little more.
        Assert.True(shown.DifferenceTo(await browser.ShowAsync(painted, "image/png")) <= 2 * Tolerance, Describe(shown));
    }

    [Fact]
    public async Task Picture_of_a_telephone_that_no_browser_shows_is_shown()
    {
        Engines.Require("heif-enc");
        var png = await browser.PaintAsync(Colours, "image/png");
        var mediaUrl = await browser.UploadAsync(await HeicAsync(png), "IMG_0001.HEIC");
        await Assert.ThrowsAsync<PlaywrightException>(() => browser.ShowAsync(mediaUrl));

        var shown = await ShowPreviewAsync(mediaUrl);

        Assert.Equal((1280, 800), (shown.Width, shown.Height));
        Assert.True(shown.DifferenceTo(await browser.ShowAsync(png, "image/png")) <= Tolerance, Describe(shown));
    }

    private async Task<ShownPicture> ShowPreviewAsync(string mediaUrl)
    {
        var url = $"{mediaUrl}?rendition=preview";
        using var stranger = new HttpClient();
        using var response = await stranger.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        Assert.Equal((200, "image/webp"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return await browser.ShowAsync(url);
    }

    private static string Describe(ShownPicture picture) => string.Join(' ', picture.Fields.Select(field => $"({string.Join(", ", field.Take(3))})"));

    // With the tag of a camera, in the first segment of the file.
    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    private static byte[] WithoutProfile(byte[] picture) => picture[0] == 0xFF ? WithoutSegments(picture) : WithoutChunks(picture);

    // A JPEG without the segments APP2.
    private static byte[] WithoutSegments(byte[] jpeg)
    {
        var kept = new List<byte>(jpeg[..2]);
        var at = 2;
        while (jpeg[at + 1] != 0xDA)
        {
            var end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2));
            if (jpeg[at + 1] != 0xE2) kept.AddRange(jpeg[at..end]);
            at = end;
        }

        return [.. kept, .. jpeg[at..]];
    }

    // A PNG with nothing but its pixels.
    private static byte[] WithoutChunks(byte[] png)
    {
        var kept = new List<byte>(png[..8]);
        for (var at = 8; at < png.Length;)
        {
            var end = at + 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (Encoding.ASCII.GetString(png, at + 4, 4) is "IHDR" or "IDAT" or "IEND") kept.AddRange(png[at..end]);
            at = end;
        }

        return [.. kept];
    }

    // The frame header of a JPEG says how many colours a pixel has.
    private static int ComponentsOf(byte[] jpeg)
    {
        var at = 2;
        while (jpeg[at + 1] is not (0xC0 or 0xC1 or 0xC2)) at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2));
        return jpeg[at + 9];
    }

    private static async Task<byte[]> ConvertAsync(byte[] png, string[] arguments)
    {
        using var convert = Process.Start(new ProcessStartInfo("convert", ["png:-", .. arguments]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = new MemoryStream();
        var reading = convert.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await convert.StandardInput.BaseStream.WriteAsync(png, TestContext.Current.CancellationToken);
        convert.StandardInput.Close();
        await reading;
        Assert.Equal(0, await convert.EndAsync());
        return output.ToArray();
    }

    private static async Task<byte[]> HeicAsync(byte[] png)
    {
        var folder = Directory.CreateTempSubdirectory("parhelion-heic-");
        try
        {
            var (source, target) = (Path.Combine(folder.FullName, "a.png"), Path.Combine(folder.FullName, "a.heic"));
            await File.WriteAllBytesAsync(source, png, TestContext.Current.CancellationToken);
            string[] arguments = ["-q", "95", "-p", "preset=ultrafast", "-o", target, source];
            using var encoder = Process.Start(new ProcessStartInfo("heif-enc", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = await encoder.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await encoder.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(encoder.ExitCode == 0, errors);
            return await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
