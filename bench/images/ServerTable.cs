using System.Diagnostics;

namespace Parhelion.BenchImages;

/// <summary>What previews cost a server on one core: its uploads with and without them, how long the first reader of a phone picture waits, and how fast a rendition that is there
/// is sent, beside a file of the same size.</summary>
internal sealed class ServerTable(string folder, int rounds)
{
    private const int Connections = 8;
    private const int Readers = 16;
    private const int FirstViews = 40;

    private static readonly (string File, string What)[] Uploads = [("photo.jpg", "JPEG, 12 million pixels"), ("small.jpg", "JPEG, 100 KB")];

    // By then the server has compiled what is called often, and a worker process has started.
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan UploadTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(3);

    /// <summary>Measures and writes the tables.</summary>
    public async Task WriteAsync()
    {
        Console.WriteLine("\n| uploads, 1/s | with previews | without | ratio | lowest to highest |\n|---|---|---|---|---|");
        foreach (var (file, what) in Uploads)
        {
            var (on, off) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                // Not always the same one first: the disk of a busy machine changes.
                foreach (var isOn in (bool[])[round % 2 == 0, round % 2 != 0]) (isOn ? on : off).Add(await UploadRateAsync(file, isOn));
            }

            var ratios = on.Zip(off, (with, without) => with / without).ToList();
            Console.WriteLine($"| {what} | {Shell.Quantile(on, 0.5):0.0} | {Shell.Quantile(off, 0.5):0.0} | {Shell.Quantile(ratios, 0.5):0.00} | {ratios.Min():0.00} to {ratios.Max():0.00} |");
        }

        await WriteReadsAsync();
    }

    private async Task<double> UploadRateAsync(string file, bool isOn)
    {
        await using var server = await BenchServer.StartAsync(Path.Combine(folder, "data"), $"Images:Enabled={isOn}");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file));
        await RateAsync(Connections, WarmUpTime, () => server.UploadAsync(bytes, file));
        return await RateAsync(Connections, UploadTime, () => server.UploadAsync(bytes, file));
    }

    private async Task WriteReadsAsync()
    {
        await using var server = await BenchServer.StartAsync(Path.Combine(folder, "data"), "Images:Enabled=true", "Images:Eager=false");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, "photo.jpg"));
        var urls = new List<string>();
        for (var i = 0; i <= FirstViews; i++) urls.Add(await server.UploadAsync(bytes, "photo.jpg"));
        // The first one also starts the worker process.
        var rendition = await server.ReadAsync($"{urls[0]}?rendition=preview");
        var waits = new List<double>();
        foreach (var url in urls.Skip(1))
        {
            var begun = Stopwatch.GetTimestamp();
            await server.ReadAsync($"{url}?rendition=preview");
            waits.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        Console.WriteLine($"\n| first view of a preview, 12 million pixels | p50, ms | p95, ms |\n|---|---|---|\n| | {Shell.Quantile(waits, 0.5):0} | {Shell.Quantile(waits, 0.95):0} |");

        var file = await server.UploadAsync(rendition, "preview.webp");
        var (renditions, files) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            renditions.Add(await ReadRateAsync(server, $"{urls[0]}?rendition=preview"));
            files.Add(await ReadRateAsync(server, file));
        }

        Console.WriteLine(
            $"\n| warm GETs, 1/s, of {rendition.Length / 1000.0:0.0} KB | rendition | file | ratio |\n|---|---|---|---|\n| | {Shell.Quantile(renditions, 0.5):0} | {Shell.Quantile(files, 0.5):0} | "
            + $"{Shell.Quantile(renditions, 0.5) / Shell.Quantile(files, 0.5):0.00} |");
    }

    private static Task<double> ReadRateAsync(BenchServer server, string url) => RateAsync(Readers, ReadTime, () => server.ReadAsync(url));

    // How often a second that many do something at once.
    private static async Task<double> RateAsync(int callers, TimeSpan time, Func<Task> call)
    {
        var (calls, begun) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                await call();
                Interlocked.Increment(ref calls);
            }
        }));
        return calls / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
