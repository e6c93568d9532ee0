using Parhelion.Core.Renditions;
using Parhelion.Rendering;
using Parhelion.Rendering.Pool;

namespace Parhelion.BenchImages;

/// <summary>How many pictures a second one worker process makes, beside vipsthumbnail and ImageMagick, which do the same on one core, and the module <c>image_filter</c> of
/// nginx, which makes a picture in the format of the file, and of an animation the first frame.</summary>
internal sealed class RenderTable(string folder, int rounds)
{
    private static readonly Picture[] Mix =
        [new("page.jpg", "image/jpeg"), new("page.png", "image/png"), new("page.webp", "image/webp"), new("page.tif", "image/tiff"), new("page.gif", "image/gif")];

    private static readonly (string Name, Picture[] Pictures)[] Works =
    [
        ("photo.jpg", Many("photo.jpg", "image/jpeg", 20)),
        ("screen.png", Many("screen.png", "image/png", 8)),
        ("animation.gif", Many("animation.gif", "image/gif", 8)),
        ("five formats, 3000 pixels wide", [.. Mix, .. Mix]),
    ];

    /// <summary>Measures and writes the table.</summary>
    public async Task WriteAsync()
    {
        await using var pool = new WorkerPool(new RendererOptions { Workers = 1, Timeout = TimeSpan.FromMinutes(1) });
        await pool.ProbeAsync(CancellationToken.None);
        using var nginx = await ImageFilter.StartAsync(folder);
        Console.WriteLine($"{string.Join(", ", pool.Report!.Programs)}; sandbox: {pool.Report.Sandbox}");
        Console.WriteLine("| file, picture | worker, 1/s | vipsthumbnail, 1/s | ImageMagick, 1/s | nginx, 1/s | worker / vipsthumbnail |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, pictures) in Works)
        {
            foreach (var side in (int[])[320, 1280])
            {
                var (ours, vips, magick, filter) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
                // All files in one call, so that the start of the program hardly counts. All frames of an animation.
                var files = string.Join(' ', pictures.Select(picture => picture.MediaType == "image/gif" ? $"{picture.File}[n=-1]" : picture.File));
                var few = pictures[..Math.Min(pictures.Length / 2, Mix.Length)];
                for (var round = 0; round < rounds; round++)
                {
                    ours.Add(await Shell.RateAsync(pictures.Length, () => RenderAsync(pool, pictures, side)));
                    vips.Add(await Shell.RateAsync(
                        pictures.Length, () => Shell.RunAsync(folder, $"VIPS_CONCURRENCY=1 taskset -c 0 vipsthumbnail --size '{side}x{side}>' --export-profile srgb -o 'out.webp[Q=80,strip]' {files}")));
                    magick.Add(await Shell.RateAsync(few.Length, () => Shell.RunAsync(
                        folder, $"for i in {string.Join(' ', few.Select(picture => picture.File))}; do taskset -c 0 convert -limit thread 1 $i -auto-orient -coalesce -resize '{side}x{side}>' -strip -quality 80 out.webp; done")));
                    // It does not know TIFF.
                    if (nginx is not null && pictures.Distinct().Count() == 1) filter.Add(await Shell.RateAsync(few.Length, () => nginx.ReadAsync(pictures[0].File, side, few.Length)));
                }

                Console.WriteLine(
                    $"| {name}, {side} | {Median(ours):0.0} | {Median(vips):0.0} | {Median(magick):0.0} | {(filter.Count > 0 ? $"{Median(filter):0.0}" : "")} | {Median(ours) / Median(vips):0.00} |");
            }
        }
    }

    private static Picture[] Many(string file, string mediaType, int count) => [.. Enumerable.Repeat(new Picture(file, mediaType), count)];

    private async Task RenderAsync(WorkerPool pool, Picture[] pictures, int side)
    {
        foreach (var picture in pictures)
        {
            await using var content = File.OpenRead(Path.Combine(folder, picture.File));
            await pool.RenderAsync(picture.MediaType, content, content.Length, [new RenditionSpec("picture", side, RenditionFormat.Webp)], CancellationToken.None);
        }
    }

    private static double Median(IEnumerable<double> values) => Shell.Quantile(values, 0.5);

    private sealed record Picture(string File, string MediaType);
}
