using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Private;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Purging;

/// <summary>A server with a clock that the test moves, and its readers, who come by way of a cache.</summary>
internal sealed class FrontedServer : IAsyncDisposable
{
    private readonly HttpClient reader = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private FrontedServer(ParhelionServer server, FakeTimeProvider clock) => (Server, Clock) = (server, clock);

    public ParhelionServer Server { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>The real cache; none when the readers come straight to the server.</summary>
    public SharedCache? Cache { get; private set; }

    public Chat Chat => Chat.Of(Server);

    /// <summary>A server that tells these caches, such as <c>"Kind=Fastly", "Url=…"</c> for the first.</summary>
    public static async Task<FrontedServer> StartAsync(Uri? mediaBase, string[][] targets, Action<ParhelionServerOptions>? configure = null)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.TimeProvider = clock;
                options.Settings["Durability"] = "Os";
                if (mediaBase is not null) options.Settings["MediaBaseUrl"] = mediaBase.AbsoluteUri;
                foreach (var (index, target) in targets.Index())
                {
                    foreach (var setting in target) options.Settings[$"Purge:Targets:{index}:{setting.Split('=')[0]}"] = setting.Split('=', 2)[1];
                }

                configure?.Invoke(options);
            },
            TestContext.Current.CancellationToken);
        return new FrontedServer(server, clock);
    }

    /// <summary>The same behind a real cache that is started by a script of eng/.</summary>
    public static async Task<FrontedServer> StartAsync(string script, string kind, Action<ParhelionServerOptions>? configure = null)
    {
        SharedCache.Require(script);
        var url = SharedCache.FreeUrl();
        var fronted = await StartAsync(url, [[$"Kind={kind}", $"Url={url}"]], configure);
        fronted.Cache = await SharedCache.StartAsync(script, url, fronted.Server.Url);
        return fronted;
    }

    /// <summary>What a reader gets, and what the cache says of it: <c>HIT</c> when it had it.</summary>
    public async Task<(HttpStatusCode Status, string? Cache)> ReadAsync(string url)
    {
        using var response = await reader.GetAsync(url, TestContext.Current.CancellationToken);
        _ = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Headers.TryGetValues("X-Cache", out var state) ? state.Single() : null);
    }

    /// <summary>Reads until the cache answers out of what it keeps.</summary>
    public async Task KeepAsync(params string[] urls)
    {
        foreach (var url in urls)
        {
            Assert.Equal(HttpStatusCode.OK, (await ReadAsync(url)).Status);
            Assert.Equal((HttpStatusCode.OK, "HIT"), await ReadAsync(url));
        }
    }

    /// <summary>Waits until readers get 404, which is long before the time of a copy is over.</summary>
    public async Task WaitUntilGoneAsync(params string[] urls)
    {
        foreach (var url in urls)
        {
            for (var round = 0; (await ReadAsync(url)).Status != HttpStatusCode.NotFound; round++) await WaitAsync(round, $"{url} can still be read");
        }
    }

    /// <summary>Waits for a receipt with these stamps.</summary>
    public async Task WaitForReceiptAsync(Chat chat, string url, bool isErased, bool isPurged)
    {
        for (var round = 0; ; round++)
        {
            var receipts = await chat.ReceiptsAsync($"&filter[mediaUrl]={Uri.EscapeDataString(url)}");
            if (receipts is [var receipt] && Has(receipt, "erasedAt") == isErased && Has(receipt, "purgedAt") == isPurged) return;
            await WaitAsync(round, $"The receipts are {string.Join(", ", receipts)}");
        }
    }

    /// <summary>Lets time pass to the last telling, and waits for the stamp of the caches.</summary>
    public async Task WaitUntilPurgedAsync(Chat chat, params string[] urls)
    {
        foreach (var url in urls) await WaitForReceiptAsync(chat, url, isErased: true, isPurged: false);
        Clock.Advance(Core.Removing.RemovalProcessor.LastPurgeDelay);
        foreach (var url in urls) await WaitForReceiptAsync(chat, url, isErased: true, isPurged: true);
    }

    /// <summary>A number out of the rows.</summary>
    public ValueTask<long> AskAsync(string query) => Server.Services.GetRequiredService<Database>().ReadAsync(
        (session, token) => session.Sql(query).FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    public static async Task WaitAsync(int round, string what)
    {
        Assert.True(round < 1000, what);
        await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        if (Cache is not null) await Cache.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static bool Has(JsonElement receipt, string name) => receipt.TryGetProperty(name, out _);
}
