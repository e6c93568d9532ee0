using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>What waits for webhooks that do not answer has a bound, holds nothing twice, and goes when it is through.</summary>
public abstract class WebhookQueueTests(HomeKind kind) : IAsyncLifetime
{
    private const int QueueBytes = 1 << 20;

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LogLines log = new();
    private Home home = null!;
    private ParhelionServer server = null!;
    private Receiver receiver = null!;
    private Chat chat = null!;

    private Database Database => server.Services.GetRequiredService<Database>();

    public async ValueTask InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        home = await Home.OpenAsync(kind);
        server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.TimeProvider = clock;
                options.Settings["Durability"] = "Os";
                options.Settings["Webhooks:QueueBytes"] = $"{QueueBytes}";
                options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(log));
            },
            TestContext.Current.CancellationToken);
        chat = Chat.Of(server);
        receiver.Answer = (http, _) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await home.DisposeAsync();
        await receiver.DisposeAsync();
        log.Dispose();
    }

    [Fact]
    public async Task What_an_event_tells_is_kept_once_and_goes_with_the_last_webhook_that_heard_of_it()
    {
        for (var i = 0; i < 10; i++) await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        var group = (await chat.GroupAsync()).Id;
        for (var i = 0; i < 5; i++) await Hooks.SayAsync(server, group, $"text {i}");

        Assert.Equal((50, 5), (await CountAsync("webhook_deliveries"), await CountAsync("event_payloads")));

        receiver.Answer = (_, _) => Task.CompletedTask;
        await PassUntilAsync(async () => await CountAsync("webhook_deliveries") == 0);
        Assert.Equal(0, await CountAsync("event_payloads"));
    }

    [Fact]
    public async Task Payloads_of_a_deleted_webhook_go_with_its_events()
    {
        var integration = await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        await Hooks.SayAsync(server, (await chat.GroupAsync()).Id, "hello");
        Assert.Equal(1, await CountAsync("event_payloads"));

        using var client = server.CreateClient();
        using var deleted = await client.DeleteAsync(Hooks.PathOf(server, $"/{integration.GetProperty("id").GetString()}"), TestContext.Current.CancellationToken);

        await PassUntilAsync(async () => await CountAsync("webhook_deliveries") == 0);
        Assert.Equal(0, await CountAsync("event_payloads"));
    }

    [Fact]
    public async Task Beyond_the_bound_the_oldest_events_are_given_up_and_the_newest_are_told_in_order()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        var group = (await chat.GroupAsync()).Id;
        for (var i = 0; i < 15; i++) await Hooks.SayAsync(server, group, $"{i}");
        await Database.WriteAsync(session => session.Sql("UPDATE webhook_deliveries SET bytes = 98000").ExecuteAsync(), TestContext.Current.CancellationToken);

        // The line comes when enough of them are gone.
        await PassUntilAsync(() => Task.FromResult(log.ToString().Contains("is larger than Webhooks:QueueBytes. Its ", StringComparison.Ordinal)));

        Assert.InRange(await CountAsync("webhook_deliveries"), 8, 10);
        Assert.Equal(await CountAsync("webhook_deliveries"), await CountAsync("event_payloads"));

        var left = (int)await CountAsync("webhook_deliveries");
        var told = receiver.Calls.Count;
        receiver.Answer = (_, _) => Task.CompletedTask;
        await PassUntilAsync(async () => await CountAsync("webhook_deliveries") == 0);
        // One of those that were given up may have been under way.
        var numbers = receiver.Calls.Skip(told).Select(call => int.Parse(call.Text!)).Distinct().Where(number => number >= 15 - left);
        Assert.Equal(Enumerable.Range(15 - left, left), numbers);
    }

    [Fact]
    public async Task Nothing_of_a_person_waits_and_a_webhook_is_told_what_is_known_when_it_is_told()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, true, "conversation:message");
        var user = await UserAsync("Lovelace");
        var conversation = (await chat.PersonalAsync(user)).Id;
        await chat.PostAsync(conversation, user);
        await receiver.WaitAsync(1);

        var kept = await Database.ReadAsync((session, token) => session.Sql("SELECT payload FROM event_payloads").FirstAsync(row => row.GetString(0), token), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("Lovelace", kept, StringComparison.Ordinal);
        Assert.Equal("Lovelace", receiver.Calls[0].Payload.GetProperty("message").GetProperty("author").GetProperty("user").GetProperty("profile").GetProperty("surname").GetString());

        Assert.DoesNotContain("hello", kept, StringComparison.Ordinal);
        await chat.DeleteUserAsync(user);
        var told = receiver.Calls.Count;
        await PassUntilAsync(async () => await CountAsync("webhook_deliveries") == 0);
        Assert.Equal(told, receiver.Calls.Count);
    }

    private async Task<string> UserAsync(string surname)
    {
        using var client = server.CreateClient();
        using var response = await client.PostAsJsonAsync($"/v2/apps/{server.AppId}/users", new { profile = new { surname } }, TestContext.Current.CancellationToken);
        return (await Hooks.JsonAsync(response)).GetProperty("user").GetProperty("id").GetString()!;
    }

    private ValueTask<long> CountAsync(string table) => NumberAsync(table == "webhook_deliveries" ? "SELECT COUNT(*) FROM webhook_deliveries" : "SELECT COUNT(*) FROM event_payloads");

    private ValueTask<long> NumberAsync(string text) =>
        Database.ReadAsync((session, token) => session.Sql(text).FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    // Time passes, a little with each look.
    private Task PassUntilAsync(Func<Task<bool>> condition) => Uploads.WaitAsync(
        async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(6));
            return await condition();
        },
        () => "It did not come",
        seconds: 30);
}

public sealed class SqliteWebhookQueueTests() : WebhookQueueTests(HomeKind.SqliteDisk);

public sealed class PostgresWebhookQueueTests() : WebhookQueueTests(HomeKind.PostgresDisk);
