using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>How webhooks are told: attempts, order, and what a receiver that misbehaves can and cannot do. The clock is the test's own.</summary>
public abstract class WebhookDeliveryTests(HomeKind kind) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.Parse("2026-03-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private Home home = null!;
    private ParhelionServer server = null!;
    private Receiver receiver = null!;
    private Chat chat = null!;
    private string conversation = null!;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        receiver = await Receiver.StartAsync();
        await StartAsync();
        conversation = (await chat.GroupAsync()).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await receiver.DisposeAsync();
        await home.DisposeAsync();
    }

    [Fact]
    public async Task Failing_delivery_is_tried_five_times_within_fifteen_minutes_at_growing_intervals()
    {
        receiver.Answer = (http, _) => StatusAsync(http, 500);
        await IntegrateAsync();
        await Hooks.SayAsync(server, conversation, "hello");
        await receiver.WaitAsync(1);

        var waits = new List<TimeSpan>();
        for (var attempt = 2; attempt <= 5; attempt++) waits.Add(await PassUntilCallAsync(attempt));

        Assert.Equal(waits.Order(), waits);
        Assert.True(waits.Aggregate((a, b) => a + b) + (5 * TimeSpan.FromSeconds(20)) <= TimeSpan.FromMinutes(15));
        Assert.Single(receiver.Calls.Select(call => call.EventId).Distinct(StringComparer.Ordinal));
        // Given up, and the next one has its turn.
        receiver.Answer = (_, _) => Task.CompletedTask;
        await Hooks.SayAsync(server, conversation, "next");
        Assert.Equal("next", (await receiver.WaitAsync(6))[5].Text);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(406)]
    public async Task Refusal_is_final(int status)
    {
        receiver.Answer = (http, call) => call.Text == "first" ? StatusAsync(http, status) : Task.CompletedTask;
        await IntegrateAsync();
        await Hooks.SayAsync(server, conversation, "first");
        await Hooks.SayAsync(server, conversation, "second");

        Assert.Equal(["first", "second"], (await receiver.WaitAsync(2)).Select(call => call.Text));
        await WaitUntilThroughAsync();
        clock.Advance(TimeSpan.FromMinutes(15));
        await Hooks.SayAsync(server, conversation, "third");
        Assert.Equal("third", (await receiver.WaitAsync(3))[2].Text);
    }

    [Fact]
    public async Task Redirect_is_not_followed_and_counts_as_a_failure()
    {
        receiver.Answer = (http, _) =>
        {
            http.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        await IntegrateAsync();
        await Hooks.SayAsync(server, conversation, "hello");
        await receiver.WaitAsync(1);

        await PassUntilCallAsync(2);

        Assert.All(receiver.Calls, call => Assert.Equal("/hook", call.Path));
    }

    [Fact]
    public async Task No_answer_within_twenty_seconds_is_a_failure()
    {
        var attempts = 0;
        receiver.Answer = (http, _) => Interlocked.Increment(ref attempts) == 1 ? HangAsync(http) : Task.CompletedTask;
        await IntegrateAsync();
        await Hooks.SayAsync(server, conversation, "hello");
        await receiver.WaitAsync(1);

        clock.Advance(TimeSpan.FromSeconds(21));

        await PassUntilCallAsync(2);
    }

    [Fact]
    public async Task Events_of_a_conversation_come_in_their_order_also_when_the_first_of_them_fails()
    {
        var attempts = 0;
        receiver.Answer = (http, call) => call.Text == "0" && Interlocked.Increment(ref attempts) < 3 ? StatusAsync(http, 503) : Task.CompletedTask;
        await IntegrateAsync();
        for (var i = 0; i < 5; i++) await Hooks.SayAsync(server, conversation, $"{i}");
        await receiver.WaitAsync(1);

        await PassUntilCallAsync(2);
        await PassUntilCallAsync(3);

        Assert.Equal(["0", "0", "0", "1", "2", "3", "4"], (await receiver.WaitAsync(7)).Select(call => call.Text));
    }

    [Fact]
    public async Task Slow_webhook_holds_up_nobody_else()
    {
        await using var slow = await Receiver.StartAsync();
        slow.Answer = (http, _) => HangAsync(http);
        await Hooks.IntegrateAsync(server, slow.Url, false, "conversation:message");
        await IntegrateAsync();
        var others = new List<string>();
        for (var i = 0; i < 100; i++) others.Add((await chat.GroupAsync()).Id);

        foreach (var other in others) await Hooks.SayAsync(server, other, "hello");

        await receiver.WaitAsync(100);
        Assert.InRange(slow.Calls.Count, 1, 8);
    }

    [Fact]
    public async Task Failing_conversation_holds_up_no_other_one()
    {
        receiver.Answer = (http, call) => call.Text == "bad" ? StatusAsync(http, 500) : Task.CompletedTask;
        await IntegrateAsync();
        await Hooks.SayAsync(server, conversation, "bad");
        await receiver.WaitAsync(1);

        await Hooks.SayAsync(server, (await chat.GroupAsync()).Id, "good");

        Assert.Equal("good", (await receiver.WaitAsync(2))[1].Text);
    }

    [Fact]
    public async Task What_is_not_delivered_when_the_server_stops_is_delivered_by_the_next_start()
    {
        receiver.Answer = (http, _) => StatusAsync(http, 500);
        await IntegrateAsync();
        await Hooks.SayAsync(server, conversation, "hello");
        var before = (await receiver.WaitAsync(1))[0].EventId;
        await server.DisposeAsync();
        receiver.Answer = (_, _) => Task.CompletedTask;
        clock.Advance(TimeSpan.FromMinutes(1));

        await StartAsync();

        Assert.Equal(before, (await receiver.WaitAsync(2))[1].EventId);
    }

    [Fact]
    public async Task Deleted_webhook_is_called_no_more()
    {
        receiver.Answer = (http, _) => StatusAsync(http, 500);
        var id = await IntegrateAsync();
        await Hooks.SayAsync(server, conversation, "hello");
        await receiver.WaitAsync(1);
        using var deleted = await chat.Client.DeleteAsync(Hooks.PathOf(server, $"/{id}"), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)deleted.StatusCode);
        await using var witness = await Receiver.StartAsync();
        await Hooks.IntegrateAsync(server, witness.Url, false, "conversation:message");

        clock.Advance(TimeSpan.FromMinutes(2));
        await Hooks.SayAsync(server, conversation, "again");

        await witness.WaitAsync(1);
        Assert.Single(receiver.Calls);
    }

    [Fact]
    public async Task Target_in_a_private_network_is_refused_where_the_operator_does_not_allow_it()
    {
        await server.DisposeAsync();
        await StartAsync("false");
        foreach (var target in new[] { receiver.Url, "http://localhost/x", "http://[::1]/x", "http://10.1.2.3/x", "http://169.254.169.254/latest", "http://[::ffff:192.168.0.1]/", "http://2130706433/" })
        {
            using var response = await chat.Client.PostAsJsonAsync(
                Hooks.PathOf(server), new { type = "custom", webhooks = new[] { new { target, triggers = new[] { "user:remove" } } } }, TestContext.Current.CancellationToken);
            Assert.Equal("'webhooks[0].target' should not be in a private network", await Uploads.TitleOfAsync(response));
        }
    }

    // The name is harmless, the address behind it is not: only the one who connects can tell.
    [Fact]
    public async Task Address_is_judged_after_the_name_was_resolved()
    {
        var port = new Uri(receiver.Url).Port;
        await server.DisposeAsync();
        await StartAsync("false");
        await Hooks.IntegrateAsync(server, $"http://{System.Net.Dns.GetHostName()}:{port}/hook", false, "conversation:message");
        await Hooks.SayAsync(server, conversation, "hello");
        await WaitUntilFailedAsync();
        Assert.Empty(receiver.Calls);
        await server.DisposeAsync();

        await StartAsync("true");

        await PassUntilCallAsync(1);
    }

    private static Task StatusAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task HangAsync(HttpContext http) =>
        await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted), Task.Delay(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

    private async Task<string> IntegrateAsync() => (await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message")).GetProperty("id").GetString()!;

    private async Task StartAsync(string? allowPrivateTargets = null)
    {
        server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.TimeProvider = clock;
                options.Settings["Durability"] = "Os";
                if (allowPrivateTargets is not null) options.Settings["Webhooks:AllowPrivateTargets"] = allowPrivateTargets;
            },
            TestContext.Current.CancellationToken);
        chat = Chat.Of(server);
    }

    // The receiver has seen a call before the server has seen its answer.
    private async Task WaitUntilThroughAsync()
    {
        for (var round = 0; await AskAsync("SELECT COUNT(*) FROM webhook_deliveries") > 0; round++) await WaitAsync(round, "The outbox is never empty");
    }

    // Time stands still until the attempt before has failed, so that none is cut off by the clock of the test; then it jumps to the next one.
    // How long that was.
    private async Task<TimeSpan> PassUntilCallAsync(int count)
    {
        var wait = await WaitUntilFailedAsync(Math.Max(1, count - 1));
        clock.Advance(wait);
        await receiver.WaitAsync(count);
        return wait;
    }

    // How long until the next attempt, once as many have failed.
    private async Task<TimeSpan> WaitUntilFailedAsync(int attempts = 1)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        long due;
        for (var round = 0; (due = await AskAsync($"SELECT COALESCE(MIN(due_at), 0) FROM webhook_deliveries WHERE attempts >= {attempts}")) <= now; round++) await WaitAsync(round, "No attempt has failed");
        return TimeSpan.FromMilliseconds(due - now);
    }

    private ValueTask<long> AskAsync(string query) => server.Services.GetRequiredService<Database>().ReadAsync(
        (session, token) => session.Sql(query).FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    private static async Task WaitAsync(int round, string what)
    {
        Assert.True(round < 1000, what);
        await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}

public sealed class SqliteWebhookDeliveryTests() : WebhookDeliveryTests(HomeKind.SqliteDisk);

public sealed class PostgresWebhookDeliveryTests() : WebhookDeliveryTests(HomeKind.PostgresDisk);
