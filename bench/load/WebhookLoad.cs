using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Load;

/// <summary>Uploads while a hundred messages a second are told to a webhook, and the one who is called misbehaves: that is nobody else's trouble.</summary>
internal static class WebhookLoad
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(10);

    private static readonly (string Name, Func<HttpListenerContext, Task>? Answer)[] Manners =
    [
        ("none", null),
        ("well-behaved", Status(200)),
        ("answers 500", Status(500)),
        ("answers 400", Status(400)),
        ("slow", _ => Task.Delay(TimeSpan.FromMinutes(1))),
        ("down", null),
    ];

    public static async Task RunAsync(int rounds)
    {
        var rates = Manners.ToDictionary(manner => manner.Name, _ => new List<double>(), StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, answer) in Manners)
            {
                var directory = Directory.CreateTempSubdirectory("parhelion-load-").FullName;
                rates[name].Add(await MeasureAsync(name, answer, directory));
                Directory.Delete(directory, recursive: true);
            }
        }

        Console.WriteLine("| webhook | uploads/s (median) | to none |");
        Console.WriteLine("|---|---|---|");
        foreach (var (name, _) in Manners) Console.WriteLine($"| {name} | {Median(rates[name]):F0} | {Median(rates[name]) / Median(rates["none"]):F2} |");
    }

    private static async Task<double> MeasureAsync(string name, Func<HttpListenerContext, Task>? answer, string directory)
    {
        var port = FreePort();
        using var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        if (answer is not null)
        {
            listener.Start();
            _ = ListenAsync(listener, answer);
        }

        await using var server = await ServerProcess.StartAsync(directory, "Durability=Full", "Webhooks:AllowPrivateTargets=true");
        if (name != "none") await IntegrateAsync(server, $"http://127.0.0.1:{port}/");
        var conversation = await Traffic.PostAsync(server, "conversations", new { type = "sdkGroup" }, "conversation");
        using var stop = new CancellationTokenSource();
        var talk = TalkAsync(server, conversation, stop.Token);
        await Traffic.UploadAsync(server, TimeSpan.FromSeconds(2), CancellationToken.None);
        var rate = await Traffic.UploadAsync(server, Window, CancellationToken.None);
        await stop.CancelAsync();
        await talk;
        return rate;
    }

    private static async Task TalkAsync(ServerProcess server, string conversation, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(BetweenMessages);
        while (!stop.IsCancellationRequested)
        {
            using var response = await server.Client.PostAsJsonAsync(
                $"/v2/apps/{server.AppId}/conversations/{conversation}/messages",
                new { author = new { type = "business" }, content = new { type = "text", text = "hello" } }, CancellationToken.None);
            response.EnsureSuccessStatusCode();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static async Task IntegrateAsync(ServerProcess server, string target)
    {
        var body = new { type = "custom", webhooks = new[] { new { target, triggers = new[] { "conversation:message" } } } };
        await Traffic.PostAsync(server, "integrations", body, "integration");
    }

    private static async Task ListenAsync(HttpListener listener, Func<HttpListenerContext, Task> answer)
    {
        try
        {
            while (true) _ = TakeAsync(await listener.GetContextAsync(), answer);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The round is over.
        }
    }

    private static async Task TakeAsync(HttpListenerContext context, Func<HttpListenerContext, Task> answer)
    {
        await answer(context);
        context.Response.Close();
    }

    private static Func<HttpListenerContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
