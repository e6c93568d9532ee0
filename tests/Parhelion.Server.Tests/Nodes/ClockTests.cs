using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Core;
using Parhelion.Core.Removing;
using Parhelion.Server.Clocks;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Purging;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Nodes;

/// <summary>Nodes whose clocks differ by minutes: times that they write for each other are those of the database.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Caches_are_told_for_the_last_time_when_it_is_time_whatever_the_clocks_say()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresDisk);
        await using var cache = await PurgeRecorder.StartAsync();
        string[] settings = ["Durability=Os", "MediaBaseUrl=http://media.example", "Purge:Targets:0:Kind=Http", $"Purge:Targets:0:Url={cache.Url}"];
        await using var right = await home.StartProcessAsync(settings);
        await using var ahead = await home.StartProcessInAsync(home.AddNode(), FiveMinutes, settings);
        await using var behind = await home.StartProcessInAsync(home.AddNode(), -FiveMinutes, settings);
        ServerProcess[] nodes = [right, ahead, behind];

        await Task.WhenAll(nodes.Select(node => AssertToldAsync(node, cache)));
    }

    private static async Task AssertToldAsync(ServerProcess node, PurgeRecorder cache)
    {
        var chat = new Chat(node.Client, node.AppId);
        var (status, url) = await chat.UploadAsync(forMessage: false);
        Assert.Equal(201, status);
        var watch = Stopwatch.StartNew();
        Assert.Equal(200, await chat.RemoveAsync(url));
        var answered = watch.Elapsed;
        while (!(await chat.ReceiptsAsync($"&filter[mediaUrl]={Uri.EscapeDataString(url)}"))[0].TryGetProperty("purgedAt", out _))
        {
            Assert.True(watch.Elapsed < RemovalProcessor.LastPurgeDelay * 12, $"The caches were not told for the last time of {url}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        // The deletion was committed between the call and its answer.
        Assert.InRange(watch.Elapsed, RemovalProcessor.LastPurgeDelay, answered + (RemovalProcessor.LastPurgeDelay * 6));
        Assert.InRange(cache.Calls.Count(call => call.Body.Contains(url, StringComparison.Ordinal)), 2, int.MaxValue);
    }

    [Fact]
    public async Task Wrong_clock_is_shown_and_logged_once_and_credentials_are_judged_by_the_right_one()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresDisk);
        var log = new LogLines();
        using var skews = new SkewListener();
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.ConfigureServices = services => services
                    .AddSingleton(new RemoteClock(new WallClock(FiveMinutes)))
                    .AddLogging(logging => logging.AddProvider(log));
            },
            TestContext.Current.CancellationToken);
        using var client = server.CreateAnonymousClient();

        var ready = await client.GetStringAsync("/readyz", TestContext.Current.CancellationToken);
        Assert.Contains("""{"component":"clock","state":"warning","detail":"The clock of this node is """, ready, StringComparison.Ordinal);
        Assert.Contains(" ms ahead of that of the database.", ready, StringComparison.Ordinal);
        Assert.StartsWith("""{"status":"ready",""", ready, StringComparison.Ordinal);
        Assert.InRange(skews.Read("database"), 299, 301);
        for (var i = 0; i < 3; i++) server.Services.GetRequiredService<ClockSkewMonitor>().Judge();
        Assert.Single(log.ToString().Split('\n'), line => line.Contains("ahead of that of the database. Synchronize it", StringComparison.Ordinal));

        var token = ParhelionCredentials.SigningKey(server.AppKeyId, server.AppKeySecret).CreateToken(TimeProvider.System.GetUtcNow().AddMinutes(-4));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.GetAsync($"/v2/apps/{server.AppId}/users/nobody", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private sealed class WallClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }

    // What a collector would read.
    private sealed class SkewListener : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly Dictionary<string, double> read = new(StringComparer.Ordinal);

        public SkewListener()
        {
            listener.InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Name == "parhelion.clock.skew") own.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    // Other servers of this process have clocks that are right.
                    if (tag.Key == "source" && Math.Abs(value) > Math.Abs(read.GetValueOrDefault((string)tag.Value!))) read[(string)tag.Value!] = value;
                }
            });
            listener.Start();
        }

        public double Read(string source)
        {
            listener.RecordObservableInstruments();
            return read[source];
        }

        public void Dispose() => listener.Dispose();
    }
}
