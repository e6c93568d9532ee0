using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Load;

/// <summary>How long the pages of the console take until their first byte on a server with very much in it, and what open consoles cost its other callers.</summary>
internal static partial class ConsoleLoad
{
    private const int Visits = 15;
    private const int Viewers = 3;
    private const int Rounds = 5;

    private static readonly byte[] Small = [.. Enumerable.Repeat((byte)'b', 4096)];
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(int attachments)
    {
        await using var home = await ConsoleHome.StartAsync(attachments);
        await using var server = await home.ServeAsync();
        using var visitor = await SignInAsync(server);
        await WritePagesAsync(server, visitor);
        await WriteViewersAsync(server, visitor);
    }

    private static async Task WritePagesAsync(ServerProcess server, HttpClient visitor)
    {
        Console.WriteLine("| page | first visit, ms | median, ms | longest, ms | KB |\n|---|---|---|---|---|");
        var app = $"/console/apps/{server.AppId}";
        var operations = $"{app}/operations";
        var gallery = await GalleryCursorAsync(visitor, $"{app}/attachments");
        var webhooks = await visitor.GetStringAsync($"{app}/webhooks");
        var webhook = Link(webhooks, $"{app}/webhooks/[0-9a-f]{{24}}");
        (string Name, string Path)[] pages =
        [
            ("overview", app),
            ("gallery", $"{app}/attachments"),
            ("gallery, part 100", $"{app}/attachments?part=1&after={gallery}"),
            ("table", $"{app}/attachments?view=table"),
            ("films", $"{app}/attachments?type=video%2F*"),
            ("part of a name that few have", $"{app}/attachments?find=777777"),
            ("part of a name that none has", $"{app}/attachments?find=nothing"),
            ("since yesterday", $"{app}/attachments?since={DateTime.UtcNow.AddDays(-1):yyyy-MM-dd}"),
            ("attachment", Link(await visitor.GetStringAsync($"{app}/attachments"), $"{app}/attachments/[0-9a-f]{{24}}")),
            ("conversations", $"{app}/conversations"),
            ("conversation of 1,000 messages", $"{app}/conversations/{await BusyConversationAsync(server)}"),
            ("users", $"{app}/conversations/users"),
            ("users by a part of a name", $"{app}/conversations/users?find=nobody"),
            ("user", Link(await visitor.GetStringAsync($"{app}/conversations/users"), $"{app}/conversations/users/[0-9a-f]{{24}}")),
            ("receipts", $"{app}/receipts"),
            ("receipts as CSV", $"{app}/receipts/export"),
            ("webhooks", $"{app}/webhooks"),
            ("webhook with 1,000 deliveries", webhook),
            ("delivery", Link(await visitor.GetStringAsync(webhook), $"{webhook}/[0-9a-f]{{24}}/[0-9a-f]{{24}}")),
            ("receiver", $"{app}/webhooks/receiver"),
            ("app and keys", $"{app}/settings"),
            ("storage", operations),
            ("quarantine", $"{operations}/quarantine"),
            ("configuration", $"{operations}/configuration"),
            ("backup", $"{operations}/backup"),
            ("slow operations", $"{operations}/slow"),
            ("audit log", $"{operations}/audit"),
        ];
        foreach (var (name, path) in pages)
        {
            var visits = new List<(double FirstByte, int Bytes)>();
            for (var i = 0; i <= Visits; i++) visits.Add(await VisitAsync(visitor, path));
            var times = visits.Skip(1).Select(visit => visit.FirstByte).Order().ToList();
            Console.WriteLine($"| {name} | {visits[0].FirstByte:0} | {times[times.Count / 2]:0.0} | {times[^1]:0.0} | {visits[0].Bytes / 1000} |");
        }
    }

    // The feed of each viewer shows reads, too, as the price of showing them is the question.
    private static async Task WriteViewersAsync(ServerProcess server, HttpClient visitor)
    {
        var media = await Traffic.UploadOneAsync(server, Small, "", CancellationToken.None);
        var (reads, uploads) = (new List<(double Without, double With)>(), new List<(double Without, double With)>());
        // The first round warms up.
        for (var round = 0; round <= Rounds; round++)
        {
            var (read, upload) = (new double[2], new double[2]);
            foreach (var isWatched in (bool[])[round % 2 == 0, round % 2 != 0])
            {
                using var stop = new CancellationTokenSource();
                var viewers = isWatched ? Enumerable.Range(0, Viewers).Select(_ => WatchAsync(visitor, $"/console/apps/{server.AppId}/feed?reads=1", stop.Token)).ToArray() : [];
                read[isWatched ? 1 : 0] = await ReadAsync(server, media);
                upload[isWatched ? 1 : 0] = await Traffic.UploadAsync(server, Window, CancellationToken.None);
                await stop.CancelAsync();
                await Task.WhenAll(viewers);
            }

            if (round == 0) continue;
            reads.Add((read[0], read[1]));
            uploads.Add((upload[0], upload[1]));
        }

        Console.WriteLine($"\n| 4 KB, 16 connections, 1/s | without | with {Viewers} consoles | ratio |\n|---|---|---|---|");
        foreach (var (name, rates) in ((string, List<(double Without, double With)>)[])[("reads", reads), ("uploads", uploads)])
        {
            Console.WriteLine($"| {name} | {Median(rates.Select(rate => rate.Without)):0} | {Median(rates.Select(rate => rate.With)):0} | {Median(rates.Select(rate => rate.With / rate.Without)):0.00} |");
        }

        Console.WriteLine($"\nThe server has {server.Memory("RssAnon") / 1e6:0} MB of memory of its own, and {server.Memory("RssFile") / 1e6:0} MB of files that the system keeps in memory.");
    }

    private static async Task<HttpClient> SignInAsync(ServerProcess server)
    {
        var visitor = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 10 }) { BaseAddress = server.Url };
        using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(server.DataDirectory, "credentials.json")));
        var account = credentials.RootElement.GetProperty("account");
        using var form = new FormUrlEncodedContent([new("keyId", account.GetProperty("keyId").GetString()), new("secret", account.GetProperty("secret").GetString())]);
        using var response = await visitor.PostAsync("/console/sign-in", form);
        response.EnsureSuccessStatusCode();
        return visitor;
    }

    private static async Task<(double FirstByte, int Bytes)> VisitAsync(HttpClient visitor, string path)
    {
        var watch = Stopwatch.StartNew();
        using var response = await visitor.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{response.StatusCode} for {path}");
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[81920];
        var bytes = await body.ReadAsync(buffer);
        var firstByte = watch.Elapsed.TotalMilliseconds;
        while (await body.ReadAsync(buffer) is > 0 and var count) bytes += count;
        return (firstByte, bytes);
    }

    private static async Task WatchAsync(HttpClient visitor, string path, CancellationToken stop)
    {
        try
        {
            await using var feed = await visitor.GetStreamAsync(path, stop);
            await feed.CopyToAsync(Stream.Null, stop);
        }
        catch (OperationCanceledException)
        {
            // The viewer has closed the page.
        }
    }

    private static async Task<double> ReadAsync(ServerProcess server, string media)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, Traffic.Connections).Select(async _ =>
        {
            while (watch.Elapsed < Window)
            {
                await server.Client.GetByteArrayAsync(media);
                Interlocked.Increment(ref count);
            }
        }));
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<string> BusyConversationAsync(ServerProcess server)
    {
        using var body = JsonDocument.Parse(await server.Client.GetStringAsync($"/v2/apps/{server.AppId}/conversations?filter[userExternalId]={ConsoleHome.BusyUser}"));
        return body.RootElement.GetProperty("conversations")[0].GetProperty("id").GetString()!;
    }

    private static async Task<string> GalleryCursorAsync(HttpClient visitor, string path)
    {
        var cursor = "";
        for (var part = 0; part < 100; part++) cursor = Link(await visitor.GetStringAsync($"{path}?part=1{(cursor.Length > 0 ? $"&after={cursor}" : "")}"), "after=[0-9a-f]{24}")["after=".Length..];
        return cursor;
    }

    private static string Link(string html, string pattern) =>
        Regex.Match(html, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } match ? match.Value : throw new InvalidOperationException($"The page has no {pattern}");

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
