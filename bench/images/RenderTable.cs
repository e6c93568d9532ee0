using Parhelion.Core.Renditions;
using Parhelion.Rendering;
using Parhelion.Rendering.Pool;

namespace Parhelion.BenchImages;

/// <summary>How many pictures a second one worker process makes, beside vipsthumbnail and ImageMagick, which do the same on one core, and the module <c>image_filter</c> of
/// nginx, which makes a picture in the format of the file, and of an animation the first frame.</summary>
internal sealed class RenderTable(string folder, int rounds)
{
    private static readonly (string File, string MediaType, int Count)[] Files = [("photo.jpg", "image/jpeg", 20), ("screen.png", "image/png", 8), ("animation.gif", "image/gif", 8)];

    /// <summary>Measures and writes the table.</summary>
    public async Task WriteAsync()
    {
        await using var pool = new WorkerPool(new RendererOptions { Workers = 1, Timeout = TimeSpan.FromMinutes(1) });
        await pool.ProbeAsync(CancellationToken.None);
        using var nginx = await ImageFilter.StartAsync(folder);
        Console.WriteLine($"{string.Join(", ", pool.Report!.Programs)}; sandbox: {pool.Report.Sandbox}");
        Console.WriteLine("| file, picture | worker, 1/s | vipsthumbnail, 1/s | ImageMagick, 1/s | nginx, 1/s | worker / vipsthumbnail |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (file, mediaType, count) in Files)
        {
            foreach (var side in (int[])[320, 1280])
            {
                var (ours, vips, magick, filter) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
                for (var round = 0; round < rounds; round++)
                {
                    ours.Add(await Shell.RateAsync(count, () => RenderAsync(pool, file, mediaType, side, count)));
                    // All files in one call, so that the start of the program hardly counts.
                    var option = mediaType == "image/gif" ? "[n=-1]" : "";
                    var files = string.Concat(Enumerable.Repeat($" {file}{option}", count));
                    vips.Add(await Shell.RateAsync(
                        count, () => Shell.RunAsync(folder, $"VIPS_CONCURRENCY=1 taskset -c 0 vipsthumbnail --size '{side}x{side}>' --export-profile srgb -o 'out.webp[Q=80,strip]'{files}")));
                    var few = Math.Min(count, 4);
                    magick.Add(await Shell.RateAsync(few, () => Shell.RunAsync(
                        folder, $"for i in $(seq {few}); do taskset -c 0 convert -limit thread 1 {file} -auto-orient -coalesce -resize '{side}x{side}>' -strip -quality 80 out.webp; done")));
                    if (nginx is not null) filter.Add(await Shell.RateAsync(few, () => nginx.ReadAsync(file, side, few)));
                }

                Console.WriteLine(
                    $"| {file}, {side} | {Median(ours):0.0} | {Median(vips):0.0} | {Median(magick):0.0} | {(filter.Count > 0 ? $"{Median(filter):0.0}" : "")} | {Median(ours) / Median(vips):0.00} |");
            }
        }
    }

    private async Task RenderAsync(WorkerPool pool, string file, string mediaType, int side, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await using var content = File.OpenRead(Path.Combine(folder, file));
            await pool.RenderAsync(mediaType, content, content.Length, [new RenditionTarget("picture", side, RenditionFormat.Webp)], CancellationToken.None);
        }
    }

    private static double Median(IEnumerable<double> values) => Shell.Quantile(values, 0.5);
}
