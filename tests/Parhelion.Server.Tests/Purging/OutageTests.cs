using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Purging;

namespace Parhelion.Server.Tests.Purging;

/// <summary>Caches that are down, slow or refuse: the ledger keeps at it, and nobody waits for them.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly Uri Media = new("https://media.example.org");

    private readonly LogLines log = new();
    private PurgeRecorder cache = null!;
    private PurgeRecorder other = null!;

    public async ValueTask InitializeAsync() => (cache, other) = (await PurgeRecorder.StartAsync(), await PurgeRecorder.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await cache.DisposeAsync();
        await other.DisposeAsync();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(429)]
    public async Task Refusal_is_no_telling_and_is_tried_again(int status)
    {
        cache.Answer = (http, _) => RefuseAsync(http, status);
        await using var fronted = await StartAsync([$"Kind=Http", $"Url={cache.Url}", "Token=s3cret"]);
        var url = await RemoveAsync(fronted);
        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);
        await WaitUntilFailedAsync(fronted, 1);

        fronted.Clock.Advance(TimeSpan.FromSeconds(11));
        await WaitUntilFailedAsync(fronted, 2);
        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);
        cache.Answer = (_, _) => Task.CompletedTask;
        fronted.Clock.Advance(TimeSpan.FromSeconds(11));

        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: true);
        Assert.Equal(3, cache.Calls.Count);
        // Where a redirect leads, nothing was asked.
        Assert.Empty(other.Calls);
        Assert.Contains($"Purge hook at {cache.Host} answered {status}.", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(url.Split('/')[^2], log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cloudflare_that_says_200_and_no_success_was_not_told()
    {
        cache.Answer = (http, _) => http.Response.WriteAsync("""{"success":false,"errors":[{"code":1134,"message":"unable to purge"}]}""");
        await using var fronted = await StartAsync(["Kind=Cloudflare", $"Url={cache.Url}", "Zone=z", "Token=s3cret"]);
        var url = await RemoveAsync(fronted);

        await WaitUntilFailedAsync(fronted, 1);

        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);
    }

    [Fact]
    public async Task Caches_are_told_at_once_and_a_last_time()
    {
        await using var fronted = await StartAsync(["Kind=Varnish", $"Url={cache.Url}"]);
        var url = await RemoveAsync(fronted);
        await cache.WaitAsync(1);
        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);
        Assert.Equal(1, await fronted.AskAsync("SELECT COUNT(*) FROM removals WHERE path IS NOT NULL AND token IS NOT NULL"));

        await fronted.WaitUntilPurgedAsync(fronted.Chat, url);

        Assert.Equal(2, cache.Calls.Count);
        // What is left says nothing about the file.
        Assert.Equal(0, await fronted.AskAsync("SELECT COUNT(*) FROM removals WHERE path IS NOT NULL OR token IS NOT NULL"));
    }

    [Fact]
    public async Task Cache_that_hangs_holds_up_nobody()
    {
        cache.Answer = (http, _) => HangAsync(http);
        await using var fronted = await StartAsync(["Kind=Varnish", $"Url={cache.Url}"], ["Kind=Fastly", $"Url={other.Url}", "Service=s", "Token=t"]);
        var first = await RemoveAsync(fronted);
        // Told side by side: the other one does not wait.
        await other.WaitAsync(1);
        await cache.WaitAsync(1);
        fronted.Clock.Advance(PurgeTargetClient.TimeLimit);
        await fronted.WaitForReceiptAsync(fronted.Chat, first, isErased: true, isPurged: false);

        // Time stands still: whatever waited for the one that hangs would wait for ever.
        for (var round = 2; round < 40; round++)
        {
            var url = await RemoveAsync(fronted);
            await other.WaitAsync(round);
            await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);
        }

        Assert.InRange(cache.Calls.Count, 1, 2);
        cache.Answer = (_, _) => Task.CompletedTask;
        await CatchUpAsync(fronted);
        Assert.Equal(1, Count("cannot be purged. The server retries"));
        Assert.Equal(1, Count("can be purged again"));
        Assert.Contains($"Varnish at {cache.Host} did not answer within 5 s.", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_wait_for_a_cache_cost_few_calls_and_few_lines_and_keep_nothing_new_waiting()
    {
        cache.Answer = (http, _) => RefuseAsync(http, 503);
        await using var fronted = await StartAsync(["Kind=Nginx", $"Url={cache.Url}"], ["Kind=Http", $"Url={other.Url}"]);
        await RemoveAsync(fronted);
        await WaitUntilFailedAsync(fronted, 1);
        // As after an hour with many deletions.
        await AddFailedAsync(fronted, 20_000);
        var before = cache.Calls.Count;
        fronted.Clock.Advance(TimeSpan.FromHours(1));

        var fresh = await RemoveAsync(fronted);

        var key = fresh.Split('/')[^2];
        await Uploads.WaitAsync(() => other.Calls.Any(call => call.Body.Contains($"[\"{key}\"]", StringComparison.Ordinal)), () => "It was not told by itself");
        await fronted.WaitForReceiptAsync(fronted.Chat, fresh, isErased: true, isPurged: false);
        // All of them have had their turn, by some calls that were under way at once.
        for (var round = 0; await fronted.AskAsync("SELECT COUNT(*) FROM removals WHERE attempts = 20") > 0; round++) await FrontedServer.WaitAsync(round, "Not all had a turn");
        Assert.InRange(cache.Calls.Count - before, 1, 3 * PurgeTargetClient.Parallelism);
        Assert.Equal(1, Count("cannot be purged. The server retries"));
        cache.Answer = (_, _) => Task.CompletedTask;
    }

    [Fact]
    public async Task Without_a_cache_no_path_is_kept_and_nobody_comes_a_second_time()
    {
        await using var fronted = await FrontedServer.StartAsync(Media, []);
        var url = await RemoveAsync(fronted);

        await fronted.WaitForReceiptAsync(fronted.Chat, url, isErased: true, isPurged: false);

        // Closed by the one visit: there is nothing to come for.
        Assert.Equal(1, await fronted.AskAsync("SELECT COUNT(*) FROM removals WHERE token IS NULL AND path IS NULL AND purged_at IS NULL AND erased_at IS NOT NULL"));
    }

    [Fact]
    public async Task Entry_from_before_there_was_a_cache_is_closed_without_its_stamp()
    {
        await using var fronted = await StartAsync(["Kind=Nginx", $"Url={cache.Url}"]);
        await AddFailedAsync(fronted, 1);
        await fronted.AskAsync("UPDATE removals SET path = NULL RETURNING 1");

        fronted.Clock.Advance(TimeSpan.FromHours(1));

        for (var round = 0; await fronted.AskAsync("SELECT COUNT(*) FROM removals WHERE token IS NULL AND unstamped IS NULL") == 0; round++) await FrontedServer.WaitAsync(round, "It stays open");
        Assert.Equal(1, await fronted.AskAsync("SELECT COUNT(*) FROM removals WHERE purged_at IS NULL AND erased_at IS NOT NULL"));
        Assert.Empty(cache.Calls);
    }

    private Task<FrontedServer> StartAsync(params string[][] targets) => FrontedServer.StartAsync(
        Media, targets, options => options.ConfigureServices = services => services.AddSingleton<ILoggerProvider>(log));

    private int Count(string text) => log.ToString().Split(text).Length - 1;

    private async Task RefuseAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        if (status == (int)HttpStatusCode.Redirect) http.Response.Headers.Location = other.Url;
        await http.Response.WriteAsync("no");
    }

    private static Task HangAsync(HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted);

    private static async Task<string> RemoveAsync(FrontedServer fronted)
    {
        var url = await Uploads.UploadAsync(fronted.Server, Uploads.Png, "a.png");
        using var removed = await Uploads.RemoveAsync(fronted.Server, url);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        return url;
    }

    private static async Task WaitUntilFailedAsync(FrontedServer fronted, long attempts)
    {
        for (var round = 0; await fronted.AskAsync("SELECT COALESCE(MAX(attempts), 0) FROM removals") < attempts; round++)
        {
            await FrontedServer.WaitAsync(round, $"It has not failed {attempts} times");
        }
    }

    // Until everything is through.
    private static async Task CatchUpAsync(FrontedServer fronted)
    {
        for (var round = 0; await fronted.AskAsync("SELECT COUNT(*) FROM removals WHERE token IS NOT NULL") > 0; round++)
        {
            fronted.Clock.Advance(TimeSpan.FromSeconds(1));
            await FrontedServer.WaitAsync(round, "The ledger is never drained");
        }
    }

    // Entries that have failed twenty times, and whose time has come.
    private static async Task AddFailedAsync(FrontedServer fronted, int count)
    {
        var now = fronted.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await fronted.Server.Services.GetRequiredService<Core.Catalog.Database>().WriteAsync(
            session => session.Sql(
                $"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                INSERT INTO removals (id, app_id, token, media_hash, size, reason, requested_by, requested_at, attempts, due_at, path)
                SELECT printf('%024x', i), 'app', printf('%024d', i), x'00', 1, 'removed', 'server', {now}, 20, {now + 1000}, '/apps/' || i FROM n
                """).ExecuteAsync(),
            TestContext.Current.CancellationToken);
    }
}
