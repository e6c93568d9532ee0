using System.Net;
using System.Net.Sockets;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Pool;
using Parhelion.Tests;

namespace Parhelion.Rendering.Tests;

/// <summary>Files that attack their decoder cost their own picture and nothing else.</summary>
public sealed class HostileFileTests(Rendering rendering) : IClassFixture<Rendering>, IAsyncDisposable
{
    // A worker may take less time and memory here than elsewhere, so that the tests do not take long.
    private readonly WorkerPool pool = new(new RendererOptions { Workers = 1, Timeout = TimeSpan.FromSeconds(2), WorkerMemoryBytes = 256L << 20 });

    public ValueTask DisposeAsync() => pool.DisposeAsync();

    [Fact]
    public async Task Bombs_are_refused_or_bounded()
    {
        await RefusedAsync(Hostile.Png(50_000, 50_000), "image/png", "too many pixels");
        await RefusedAsync(Hostile.Png(70_000, 1), "image/png", "too many pixels");
        await RefusedAsync(Hostile.PdfBomb(), "application/pdf", "");
        await RefusedAsync(Hostile.Mp4OfTerabytes(), "video/mp4", "no frame");
        await RefusedAsync(Hostile.Svg(string.Concat(Enumerable.Repeat("<g>", 1_000_000)) + string.Concat(Enumerable.Repeat("</g>", 1_000_000))), "image/svg+xml", "");
        await RefusedAsync(Hostile.Svg("&h;", Hostile.Laughs), "image/svg+xml", "");
        await BoundedAsync(Hostile.Gif(100_000, 10), "image/gif");
        await BoundedAsync(Hostile.TiffLoop(), "image/tiff");
        await BoundedAsync(Hostile.Png(10_000, 10_000), "image/png");
        await BoundedAsync(Hostile.Svg(string.Concat(Enumerable.Range(0, 100_000).Select(i => $"<rect x=\"{i % 64}\" width=\"1\" height=\"1\"/>"))), "image/svg+xml");
        await AssertWorksAsync();
    }

    [Fact]
    public async Task Files_that_name_others_open_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (url, secret) = ($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x.png", Path.Combine(rendering.Folder, "p.png"));
        foreach (var target in (string[])[url, $"file://{secret}", secret, "file:///etc/passwd"])
        {
            var svg = await pool.RenderAsync("image/svg+xml", Hostile.Svg(
                $"<style>@import url({target}); rect {{ fill: url({target}#a) }}</style><script>fetch('{target}')</script><image width=\"64\" height=\"64\" xlink:href=\"{target}\"/><use href=\"{target}#a\"/>"), Rendering.To(64, RenditionFormat.Png));
            Assert.All((await Pixels.OfAsync(svg.Pictures[0])).Rgba.Chunk(4), pixel => Assert.Equal(0, pixel[3]));
            await RefusedAsync(Hostile.Svg("&x;<text y=\"20\">&x;</text>", $"<!DOCTYPE svg [<!ENTITY x SYSTEM \"{target}\">]>"), "image/svg+xml", "", isPictureAllowed: true);
            foreach (var (mediaType, text) in Lists(target)) await RefusedAsync(System.Text.Encoding.UTF8.GetBytes(text), mediaType, "");
        }

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Damaged_files_cost_only_their_own_picture()
    {
        Rendering.Require();
        var seed = Sampling.Seed;
        var random = new Random(seed);
        var names = Rendering.Types.Where(type => File.Exists(Path.Combine(rendering.Folder, type.Key))).ToList();
        // A film or a document starts a program, which takes twenty times as long.
        var quick = names.Where(type => !type.Value.StartsWith("video/", StringComparison.Ordinal) && type.Value != "application/pdf").ToList();
        var made = 0;
        for (var i = 0; i < Sampling.Times(300, 10_000); i++)
        {
            var (name, mediaType) = i % 20 == 0 ? names[random.Next(names.Count)] : quick[random.Next(quick.Count)];
            var bytes = await File.ReadAllBytesAsync(Path.Combine(rendering.Folder, name), TestContext.Current.CancellationToken);
            Damage(bytes, random);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(1, bytes.Length)];
            try
            {
                made += (await pool.RenderAsync(mediaType, bytes, Rendering.To(64))).Pictures.Count;
            }
            catch (CannotRenderException)
            {
                // As it should be.
            }
        }

        Assert.True(made > 0, $"No damaged file has a picture (seed {seed}).");
        await AssertWorksAsync();
    }

    private static IEnumerable<(string MediaType, string Text)> Lists(string target) =>
    [
        ("video/mp4", $"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n"),
        ("video/mp4", $"ffconcat version 1.0\nfile '{target}'\n"),
        ("video/x-msvideo", $"#EXTM3U\n#EXTINF:10,\n{target}\n"),
        ("image/jpeg", $"push graphic-context\nviewbox 0 0 64 64\nimage over 0,0 64,64 '{target}'\npop graphic-context\n"),
    ];

    private static void Damage(byte[] bytes, Random random)
    {
        for (var i = random.Next(1, 20); i > 0; i--)
        {
            // Headers decide most, so half of the damage is near the start.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 200) : bytes.Length);
            bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => (byte)(random.Next(2) * 255) };
        }
    }

    private async Task RefusedAsync(byte[] content, string mediaType, string reason, bool isPictureAllowed = false)
    {
        try
        {
            var result = await pool.RenderAsync(mediaType, content, Rendering.To(64));
            Assert.True(isPictureAllowed, $"There is a picture of {result.Pictures[0].Width} by {result.Pictures[0].Height} pixels of a {mediaType}.");
        }
        catch (CannotRenderException e)
        {
            Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        }
    }

    private async Task BoundedAsync(byte[] content, string mediaType)
    {
        try
        {
            var picture = Assert.Single((await pool.RenderAsync(mediaType, content, Rendering.To(64))).Pictures);
            Assert.InRange(picture.Width, 1, 64);
        }
        catch (CannotRenderException)
        {
            // It took too long on this machine.
        }
    }

    private async Task AssertWorksAsync() => Assert.Single((await pool.RenderAsync("image/gif", Hostile.Gif(1, 50), Rendering.To(30))).Pictures);
}
