using System.Diagnostics;
using Parhelion.Core.Renditions;
using Parhelion.Rendering;
using Parhelion.Rendering.Pool;

// How many pictures a second one worker process makes, beside vipsthumbnail and ImageMagick, which do the same on one core.
var rounds = args.Length > 0 ? int.Parse(args[0]) : 5;
var folder = Directory.CreateTempSubdirectory("parhelion-bench-images-").FullName;
try
{
    await ShellAsync("""
        convert -size 4000x3000 plasma:fractal -quality 90 photo.jpg
        convert -size 3840x2160 plasma:fractal -depth 8 screen.png
        for i in $(seq 20); do convert -size 480x360 plasma:fractal $i.gif; done
        convert -delay 5 *.gif -loop 0 animation.gif_ && rm *.gif && mv animation.gif_ animation.gif
        """);
    await using var pool = new WorkerPool(new RendererOptions { Workers = 1, Timeout = TimeSpan.FromMinutes(1) });
    await pool.ProbeAsync(CancellationToken.None);
    Console.WriteLine($"{string.Join(", ", pool.Report!.Programs)}; sandbox: {pool.Report.Sandbox}");
    Console.WriteLine("| file, picture | worker, 1/s | vipsthumbnail, 1/s | ImageMagick, 1/s | worker / vipsthumbnail |");
    Console.WriteLine("|---|---|---|---|---|");
    foreach (var (file, mediaType, count) in ((string, string, int)[])[("photo.jpg", "image/jpeg", 20), ("screen.png", "image/png", 8), ("animation.gif", "image/gif", 8)])
    {
        foreach (var side in (int[])[320, 1280])
        {
            var (ours, vips, magick) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(await MeasureAsync(count, () => RenderAsync(pool, file, mediaType, side, count)));
                // All files in one call, so that the start of the program hardly counts.
                var option = mediaType == "image/gif" ? "[n=-1]" : "";
                var files = string.Concat(Enumerable.Repeat($" {file}{option}", count));
                vips.Add(await MeasureAsync(count, () => ShellAsync($"VIPS_CONCURRENCY=1 taskset -c 0 vipsthumbnail --size '{side}x{side}>' --export-profile srgb -o 'out.webp[Q=80,strip]'{files}")));
                var few = Math.Min(count, 4);
                magick.Add(await MeasureAsync(few, () => ShellAsync($"for i in $(seq {few}); do taskset -c 0 convert -limit thread 1 {file} -auto-orient -coalesce -resize '{side}x{side}>' -strip -quality 80 out.webp; done")));
            }

            Console.WriteLine($"| {file}, {side} | {Median(ours):0.0} | {Median(vips):0.0} | {Median(magick):0.0} | {Median(ours) / Median(vips):0.00} |");
        }
    }

    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

async Task RenderAsync(WorkerPool pool, string file, string mediaType, int side, int count)
{
    for (var i = 0; i < count; i++)
    {
        await using var content = File.OpenRead(Path.Combine(folder, file));
        await pool.RenderAsync(mediaType, content, content.Length, [new RenditionTarget("picture", side, RenditionFormat.Webp)], CancellationToken.None);
    }
}

async Task ShellAsync(string script)
{
    using var shell = Process.Start(new ProcessStartInfo("bash", ["-ec", script]) { WorkingDirectory = folder })!;
    await shell.WaitForExitAsync();
    if (shell.ExitCode != 0) throw new InvalidOperationException($"'{script}' ended with {shell.ExitCode}.");
}

static async Task<double> MeasureAsync(int count, Func<Task> work)
{
    var start = Stopwatch.GetTimestamp();
    await work();
    return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
