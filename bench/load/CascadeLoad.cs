using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Parhelion.BenchReport.Figures;
using Parhelion.Core.Blobs;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Load;

/// <summary>A user with very many attachments is deleted while others upload: how fast the call answers, how fast the rest is worked off, what
/// that costs the others, and how much memory.</summary>
internal static class CascadeLoad
{
    private const int PerConversation = 25_000;
    private const int Rounds = 3;
    private const double MB = 1_000_000;

    private static readonly byte[] Small = [.. Enumerable.Repeat((byte)'a', 1000)];
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(int attachments)
    {
        Console.WriteLine($"| round | {CascadeCost.Columns} |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        for (var round = 1; round <= Rounds; round++)
        {
            var directory = Directory.CreateTempSubdirectory("parhelion-load-").FullName;
            try
            {
                var cascade = await MeasureAsync(attachments, directory);
                Console.WriteLine($"| {round} | {cascade.Row} |");
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    /// <summary>Seeds a new server and deletes once.</summary>
    public static async Task<CascadeCost> MeasureAsync(int attachments, string directory)
    {
        var (user, keys) = await SeedAsync(attachments, directory);
        await using var server = await ServerProcess.StartAsync(directory, "Durability=Full");
        await Traffic.UploadAsync(server, TimeSpan.FromSeconds(3), CancellationToken.None);
        var before = await Traffic.UploadAsync(server, Window, CancellationToken.None);

        server.ResetPeak();
        var memory = server.Memory("VmRSS");
        using var stop = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var uploads = Traffic.UploadAsync(server, Timeout.InfiniteTimeSpan, stop.Token);
        using var response = await server.Client.DeleteAsync($"/v2/apps/{server.AppId}/users/{user}", CancellationToken.None);
        var answered = watch.Elapsed;
        response.EnsureSuccessStatusCode();
        await GoneAsync(new DiskBlobStore(directory, Durability.Os), keys);
        var done = watch.Elapsed;
        await stop.CancelAsync();
        var meanwhile = await uploads;
        var peak = server.Memory("VmHWM");
        return new CascadeCost(attachments, answered.TotalMilliseconds, done.TotalSeconds, (peak - memory) / MB, before, meanwhile);
    }

    // Not flushed: this part is not measured.
    private static async Task<(string User, List<BlobKey> Keys)> SeedAsync(int attachments, string directory)
    {
        await using var server = await ServerProcess.StartAsync(directory, "Durability=Os");
        var user = await Traffic.PostAsync(server, "users", new { }, "user");
        var conversations = new List<string>();
        for (var i = 0; i * PerConversation < attachments; i++)
        {
            conversations.Add(await Traffic.PostAsync(server, "conversations", new { type = "personal", participants = new[] { new { userId = user } } }, "conversation"));
        }

        var keys = new ConcurrentBag<BlobKey>();
        await Parallel.ForEachAsync(Enumerable.Range(0, attachments), new ParallelOptions { MaxDegreeOfParallelism = Traffic.Connections }, async (index, token) =>
        {
            var path = await Traffic.UploadOneAsync(server, Small, "&for=message", token);
            var message = new { author = new { type = "user", userId = user }, content = new { type = "file", mediaUrl = new Uri(server.Url, path).AbsoluteUri } };
            using var response = await server.Client.PostAsJsonAsync($"/v2/apps/{server.AppId}/conversations/{conversations[index / PerConversation]}/messages", message, token);
            response.EnsureSuccessStatusCode();
            keys.Add(BlobKey.Parse(path.Split('/')[^2]));
        });
        return (user, [.. keys]);
    }

    private static async Task GoneAsync(DiskBlobStore store, List<BlobKey> keys)
    {
        foreach (var key in keys)
        {
            while (await store.LengthAsync(key, CancellationToken.None) is not null) await Task.Delay(20);
        }
    }
}
