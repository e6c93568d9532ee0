using System.Diagnostics;

namespace Parhelion.BenchImages;

/// <summary>What previews cost a server on one core: its uploads with and without them, how long the first reader of a phone picture waits, and how fast a rendition that is there
/// is sent, beside a file of the same size.</summary>
internal sealed class ServerTable(string folder, int rounds)
{
    private const int Connections = 8;
    private const int Readers = 16;
    private const int FirstViews = 40;

    private static readonly (string File, string What, int Count)[] Uploads = [("photo.jpg", "JPEG, 12 million pixels", 60), ("small.jpg", "JPEG, 100 KB", 1000)];
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(3);

    /// <summary>Measures and writes the tables.</summary>
    public async Task WriteAsync()
    {
        Console.WriteLine("\n| uploads, 1/s | with previews | without | ratio |\n|---|---|---|---|");
        foreach (var (file, what, count) in Uploads)
        {
            var (on, off) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                // Not always the same one first: the disk of a busy machine changes.
                foreach (var isOn in (bool[])[round % 2 == 0, round % 2 != 0]) (isOn ? on : off).Add(await UploadRateAsync(file, count, isOn));
            }

            Console.WriteLine($"| {what} | {Shell.Quantile(on, 0.5):0.0} | {Shell.Quantile(off, 0.5):0.0} | {Shell.Quantile(on.Zip(off, (with, without) => with / without), 0.5):0.00} |");
        }

        await WriteReadsAsync();
    }

    private async Task<double> UploadRateAsync(string file, int count, bool isOn)
    {
        await using var server = await BenchServer.StartAsync(Path.Combine(folder, "data"), $"Images:Enabled={isOn}");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file));
        // The first ones also start a worker process.
        await ManyAsync(Connections, Connections * 2, () => server.UploadAsync(bytes, file));
        return await Shell.RateAsync(count, () => ManyAsync(Connections, count, () => server.UploadAsync(bytes, file)));
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

    private static async Task<double> ReadRateAsync(BenchServer server, string url)
    {
        var (reads, begun) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(begun) < ReadTime)
            {
                await server.ReadAsync(url);
                Interlocked.Increment(ref reads);
            }
        }));
        return reads / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static Task ManyAsync(int connections, int count, Func<Task> work)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await work();
        }));
    }
}
