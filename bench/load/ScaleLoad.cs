using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Load;

/// <summary>What a lookup, an upload and a deletion cost in PostgreSQL with few attachments and with very many, and what they cost one node
/// and two. Cost is CPU time, of the nodes and of the database each, because the cores are shared by all of them.</summary>
internal static class ScaleLoad
{
    private const int Connections = 16;
    private const int Sample = 200_000;
    private const string Name = "photo.jpg";

    private static readonly byte[] Small = [.. Enumerable.Repeat((byte)'b', 4096)];
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(8);

    /// <summary>The same with each number of attachments.</summary>
    public static async Task RowsAsync(IReadOnlyList<long> sizes)
    {
        Console.WriteLine("| attachments | database | lookup µs (node + database) | upload | deletion | lookups/s | uploads/s | deletions/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var rows in sizes)
        {
            await using var home = await ScaleHome.StartAsync(durable: true);
            await using (var first = await home.NodeAsync(0)) await home.SeedAsync(first.AppId, rows, Name);
            await using var node = await home.NodeAsync(0);
            var tokens = await home.TokensAsync(rows, Sample);
            // Once without counting: the code is compiled, plans are made, pages are read.
            foreach (var isCounted in (bool[])[false, true])
            {
                var lookup = await MeasureAsync(home, [node], Lookups(node, tokens), Window);
                var paths = new List<string>();
                var upload = await MeasureAsync(home, [node], Uploads([node], paths), Window);
                var deletion = await MeasureAsync(home, [node], Deletions([node], paths), TimeSpan.MaxValue);
                if (!isCounted) continue;
                Console.WriteLine(
                    $"| {rows:N0} | {await home.SizeAsync()} | {lookup} | {upload} | {deletion} | {lookup.Rate:F0} | {upload.Rate:F0} | {deletion.Rate:F0} |");
            }
        }
    }

    /// <summary>One node, then two behind the same database: what a request costs all nodes together.</summary>
    public static async Task NodesAsync(int rounds)
    {
        await using var home = await ScaleHome.StartAsync(durable: false);
        await using var one = await home.NodeAsync(0);
        await using var two = await home.NodeAsync(1);
        var media = await Traffic.UploadOneAsync(one, Small, "", CancellationToken.None);
        var results = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var nodes in (ServerProcess[][])[[one], [one, two]])
            {
                var delivery = await MeasureAsync(home, nodes, Deliveries(nodes, media), Window / 2);
                var upload = await MeasureAsync(home, nodes, Uploads(nodes, []), Window / 2);
                // The first round warms up.
                if (round == 0) continue;
                Add(results, $"delivery {nodes.Length}", delivery.NodeMicroseconds);
                Add(results, $"upload {nodes.Length}", upload.NodeMicroseconds);
                Add(results, $"database {nodes.Length}", upload.DatabaseMicroseconds);
            }
        }

        Console.WriteLine("| work | one node, CPU µs | two nodes, CPU µs | throughput of two with twice the CPU, to one |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var work in (string[])["delivery", "upload"])
        {
            var (single, pair) = (Median(results[$"{work} 1"]), Median(results[$"{work} 2"]));
            Console.WriteLine($"| {work} | {single:F0} | {pair:F0} | {2 * single / pair:F2} |");
        }

        Console.WriteLine($"The database takes {Median(results["database 1"]):F0} µs for an upload through one node and {Median(results["database 2"]):F0} µs through two.");
    }

    private static Func<int, Task<bool>> Lookups(ServerProcess node, IReadOnlyList<string> tokens) => async _ =>
    {
        // Hardly any of them twice: the catalog in memory is small.
        var token = tokens[Random.Shared.Next(tokens.Count)];
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/apps/{node.AppId}/{token}/{Name}");
        using var response = await node.Client.SendAsync(request);
        return response.StatusCode == HttpStatusCode.OK ? true : throw new InvalidOperationException($"{response.StatusCode} for {request.RequestUri}");
    };

    private static Func<int, Task<bool>> Deliveries(ServerProcess[] nodes, string media) => async call =>
    {
        using var response = await nodes[call % nodes.Length].Client.GetAsync(media);
        return response.IsSuccessStatusCode ? true : throw new InvalidOperationException($"{response.StatusCode}");
    };

    private static Func<int, Task<bool>> Uploads(ServerProcess[] nodes, List<string> paths) => async call =>
    {
        var path = await Traffic.UploadOneAsync(nodes[call % nodes.Length], Small, "", CancellationToken.None);
        lock (paths) paths.Add(path);
        return true;
    };

    private static Func<int, Task<bool>> Deletions(ServerProcess[] nodes, List<string> paths) => async call =>
    {
        if (call >= paths.Count) return false;
        var node = nodes[call % nodes.Length];
        using var response = await node.Client.PostAsJsonAsync($"/v2/apps/{node.AppId}/attachments/remove", new { mediaUrl = new Uri(node.Url, paths[call]) });
        return response.IsSuccessStatusCode ? true : throw new InvalidOperationException($"{response.StatusCode}");
    };

    // Calls until the time is over or one says that there is no more.
    private static async Task<Cost> MeasureAsync(ScaleHome home, ServerProcess[] nodes, Func<int, Task<bool>> call, TimeSpan time)
    {
        var (nodeBefore, databaseBefore) = (nodes.Sum(node => node.CpuSeconds()), home.DatabaseCpuSeconds());
        var watch = Stopwatch.StartNew();
        var (next, done) = (-1, 0);
        // As many callers for each node, however many nodes there are.
        await Task.WhenAll(Enumerable.Range(0, Connections * nodes.Length).Select(async _ =>
        {
            while (watch.Elapsed < time && await call(Interlocked.Increment(ref next))) Interlocked.Increment(ref done);
        }));
        var seconds = watch.Elapsed.TotalSeconds;
        return new Cost(
            done / seconds, (nodes.Sum(node => node.CpuSeconds()) - nodeBefore) / done * 1e6, (home.DatabaseCpuSeconds() - databaseBefore) / done * 1e6);
    }

    private static void Add(Dictionary<string, List<double>> results, string name, double value)
    {
        if (!results.TryGetValue(name, out var all)) results.Add(name, all = []);
        all.Add(value);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed record Cost(double Rate, double NodeMicroseconds, double DatabaseMicroseconds)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{NodeMicroseconds + DatabaseMicroseconds:F0} ({NodeMicroseconds:F0} + {DatabaseMicroseconds:F0})");
    }
}
