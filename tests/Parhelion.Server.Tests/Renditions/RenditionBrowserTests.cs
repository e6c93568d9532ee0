using System.Buffers.Binary;
using System.Diagnostics;
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
        var jpeg = await browser.PaintAsync(colours, "image/jpeg", "display-p3");
        Assert.True(jpeg.AsSpan().IndexOf("ICC_PROFILE"u8) > 0, "The browser has written no profile.");

        var shown = await ShowPreviewAsync(await browser.UploadAsync(jpeg, "wide.jpg"));

        var right = await browser.ShowAsync(jpeg, "image/jpeg");
        Assert.True(shown.DifferenceTo(right) <= Tolerance, $"{Describe(shown)}, not {Describe(right)}");
        // The same numbers without the profile are other colours.
        Assert.True((await browser.ShowAsync(WithoutProfile(jpeg), "image/jpeg")).DifferenceTo(right) > 3 * Tolerance);
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

    // Without the segments APP2.
    private static byte[] WithoutProfile(byte[] jpeg)
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
