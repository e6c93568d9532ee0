using Parhelion.Core.Renditions;
using Parhelion.Tests;

namespace Parhelion.Rendering.Tests;

/// <summary>Pictures of files of all kinds: their size, their colours and their orientation.</summary>
public sealed class PictureTests(Rendering rendering) : IClassFixture<Rendering>
{
    public static TheoryData<string, string> Files => [.. Rendering.Types.Select(type => (type.Key, type.Value))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_kind_of_file_has_a_picture(string name, string mediaType)
    {
        Rendering.Require();
        Assert.True(File.Exists(Path.Combine(rendering.Folder, name)), rendering.Failed);

        var result = await rendering.RenderAsync(name, mediaType, Rendering.To(80));

        var picture = Assert.Single(result.Pictures);
        Assert.Equal((80, 60), (picture.Width, picture.Height));
        Assert.InRange(result.Placeholder.Length, 15, 25);
        var pixels = await Pixels.OfAsync(picture);
        Assert.Equal((80, 60), (pixels.Width, pixels.Height));
        if (name is not "1.bmp") pixels.AssertQuarters(name, 60);
    }

    [Fact]
    public async Task Each_target_has_its_size_and_its_format_and_nothing_is_enlarged()
    {
        Rendering.Require();

        var result = await rendering.RenderAsync(
            "p.png", "image/png", Rendering.To(40, RenditionFormat.Png), Rendering.To(1280), Rendering.To(100, RenditionFormat.Jpeg), Rendering.To(1, RenditionFormat.Png));

        Assert.Equal([(40, 30), (160, 120), (100, 75), (1, 1)], result.Pictures.Select(picture => (picture.Width, picture.Height)));
        foreach (var picture in result.Pictures.Take(3)) (await Pixels.OfAsync(picture)).AssertQuarters($"{picture.Target}", 40);
    }

    [Fact]
    public async Task Pictures_are_upright_in_each_of_the_eight_orientations()
    {
        Rendering.Require();
        var jpeg = await File.ReadAllBytesAsync(Path.Combine(rendering.Folder, "p.jpg"), TestContext.Current.CancellationToken);
        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            var turned = Turned(jpeg, orientation);
            var expected = await Pixels.OfAsync(turned, "jpeg", "-auto-orient");

            var result = await rendering.RenderAsync(turned, "image/jpeg", Rendering.To(160, RenditionFormat.Png));

            var picture = await Pixels.OfAsync(result.Pictures[0]);
            Assert.Equal(orientation > 4 ? (120, 160) : (160, 120), (picture.Width, picture.Height));
            Assert.InRange(picture.DifferenceTo(expected), 0, 3);
        }
    }

    [Theory]
    [InlineData("-profile", "/usr/share/color/icc/ghostscript/a98.icc")]
    [InlineData("-colorspace", "CMYK")]
    [InlineData("cmyk", "/usr/share/color/icc/ghostscript/default_cmyk.icc")]
    public async Task Colours_are_those_of_the_profile_in_srgb(string what, string argument)
    {
        Rendering.Require();
        const string Srgb = "/usr/share/color/icc/ghostscript/srgb.icc";
        if (!File.Exists(Srgb)) Engines.Missing("The profiles of ghostscript are not installed.");
        // Soft colours, which each colour space has.
        var input = what switch
        {
            "-profile" => $"-profile {Srgb} -profile {argument}",
            "cmyk" => $"-profile {Srgb} -profile {argument}",
            _ => "-colorspace CMYK",
        };
        var name = $"profile{what}.jpg";
        Assert.Empty(await rendering.BashAsync($"convert -size 80x60 xc:'#b05040' xc:'#60a050' +append \\( xc:'#5060a0' xc:'#b0a060' +append \\) -append {input} -quality 95 -sampling-factor 4:4:4 {name}"));
        (int, int, int)[] soft = [(0xb0, 0x50, 0x40), (0x60, 0xa0, 0x50), (0x50, 0x60, 0xa0), (0xb0, 0xa0, 0x60)];

        var result = await rendering.RenderAsync(name, "image/jpeg", Rendering.To(160, RenditionFormat.Png));

        // Without a profile, CMYK is that of some printer.
        (await Pixels.OfAsync(result.Pictures[0])).AssertQuarters(what, what == "-colorspace" ? 60 : 12, soft);
    }

    [Fact]
    public async Task Alpha_is_kept_and_is_white_in_a_jpeg()
    {
        Rendering.Require();
        Assert.Empty(await rendering.BashAsync("convert -size 80x120 xc:red xc:none +append PNG32:alpha.png"));

        var result = await rendering.RenderAsync("alpha.png", "image/png", Rendering.To(80), Rendering.To(80, RenditionFormat.Png), Rendering.To(80, RenditionFormat.Jpeg));

        foreach (var picture in result.Pictures)
        {
            var pixels = await Pixels.OfAsync(picture);
            Pixels.AssertNear((255, 0, 0), pixels.At(0.25, 0.5), 10, "opaque");
            if (picture.Target.Format == RenditionFormat.Jpeg) Pixels.AssertNear((255, 255, 255), pixels.At(0.75, 0.5), 10, "transparent");
            else Assert.Equal((255, 0), (pixels.At(0.25, 0.5).Alpha, pixels.At(0.75, 0.5).Alpha));
        }
    }

    [Fact]
    public async Task Nothing_of_the_metadata_is_left()
    {
        Rendering.Require();
        var jpeg = Turned(await File.ReadAllBytesAsync(Path.Combine(rendering.Folder, "p.jpg"), TestContext.Current.CancellationToken), 6);
        byte[] noted = [.. jpeg[..2], 0xFF, 0xFE, 0, 12, .. "a secret 1"u8, .. jpeg[2..]];

        var result = await rendering.RenderAsync(noted, "image/jpeg", Rendering.To(100), Rendering.To(100, RenditionFormat.Jpeg), Rendering.To(100, RenditionFormat.Png));

        foreach (var picture in result.Pictures)
        {
            var text = System.Text.Encoding.Latin1.GetString(picture.Bytes.Span);
            foreach (var word in (string[])["Exif", "EXIF", "secret", "ICC_PROFILE", "iCCP", "ICCP", "http"]) Assert.DoesNotContain(word, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Animations_stay_animated_as_webp_within_bounds()
    {
        Rendering.Require();

        var few = await rendering.RenderAsync(Hostile.Gif(20, 50), "image/gif", Rendering.To(30), Rendering.To(30, RenditionFormat.Png), Rendering.To(50));
        Assert.Equal([20, 0, 20], few.Pictures.Select(FramesOf));
        Assert.Equal([(30, 30), (30, 30), (50, 50)], few.Pictures.Select(picture => (picture.Width, picture.Height)));

        var webp = await rendering.RenderAsync(few.Pictures[2].Bytes.ToArray(), "image/webp", Rendering.To(20));
        Assert.Equal(20, FramesOf(webp.Pictures[0]));

        var many = await rendering.RenderAsync(Hostile.Gif(251, 50), "image/gif", Rendering.To(30));
        Assert.Equal(0, FramesOf(many.Pictures[0]));
        var large = await rendering.RenderAsync(Hostile.Gif(200, 700), "image/gif", Rendering.To(100), Rendering.To(700));
        Assert.Equal([200, 0], large.Pictures.Select(FramesOf));
    }

    [Fact]
    public async Task Film_shows_what_is_there_after_a_second_and_turned()
    {
        Rendering.Require();
        Assert.Empty(await rendering.BashAsync("""
            ffmpeg -nostdin -v error -f lavfi -i color=red:s=160x120:r=10:d=0.9 -f lavfi -i color=blue:s=160x120:r=10:d=1.1 -filter_complex concat=n=2 -c:v libx264 -pix_fmt yuv420p later.mp4
            ffmpeg -nostdin -v error -i later.mp4 -c copy -metadata:s:v rotate=90 turned.mp4
            """));

        var (later, turned) = (await rendering.RenderAsync("later.mp4", "video/mp4", Rendering.To(80)), await rendering.RenderAsync("turned.mp4", "video/mp4", Rendering.To(80)));

        Pixels.AssertNear((0, 0, 255), (await Pixels.OfAsync(later.Pictures[0])).At(0.5, 0.5), 30, "after a second");
        Assert.Equal((60, 80), (turned.Pictures[0].Width, turned.Pictures[0].Height));
    }

    private static int FramesOf(RenderedPicture picture) => System.Text.Encoding.Latin1.GetString(picture.Bytes.Span).Split("ANMF").Length - 1;

    // An Exif segment with nothing but the orientation.
    private static byte[] Turned(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];
}
