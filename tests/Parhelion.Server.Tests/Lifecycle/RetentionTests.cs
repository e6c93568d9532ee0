using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Removing;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Workers;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>What time deletes. The clock is the test's own.</summary>
public abstract class RetentionTests(HomeKind kind) : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider clock = new(DateTimeOffset.Parse("2026-03-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private Home home = null!;
    private ParhelionServer server = null!;
    private Chat chat = null!;
    private string user = null!;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.TimeProvider = clock;
                options.Settings["Durability"] = "Os";
                options.Settings["Deletion:UnusedAfter"] = "2.00:00:00";
            },
            TestContext.Current.CancellationToken);
        chat = Chat.Of(server);
        user = (await chat.UserAsync()).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await home.DisposeAsync();
    }

    [Fact]
    public async Task Messages_of_an_idle_conversation_go_with_their_attachments_and_the_conversation_stays()
    {
        await chat.SetAsync(new { conversationRetentionSeconds = 86_400 });
        var conversation = (await chat.PersonalAsync(user)).Id;
        var url = await SendAsync(conversation);

        await PassAsync(Day);

        await WaitUntilGoneAsync(url);
        Assert.Equal("retention", await chat.ReasonAsync(url));
        Assert.Equal("server", (await chat.ReceiptsAsync())[0].GetProperty("requestedBy").GetString());
        Assert.Empty((await chat.MessagesAsync(conversation))!);
        Assert.Equal(201, (await chat.PostAsync(conversation, user)).Status);
    }

    [Fact]
    public async Task Activity_puts_the_end_off()
    {
        await chat.SetAsync(new { conversationRetentionSeconds = 86_400 });
        var (active, idle) = ((await chat.PersonalAsync(user)).Id, (await chat.GroupAsync(user)).Id);
        var (kept, gone) = (await SendAsync(active), await SendAsync(idle));

        await PassAsync(Day - TimeSpan.FromHours(1));
        await chat.PostAsync(active, user);
        await PassAsync(TimeSpan.FromHours(1));

        await WaitUntilGoneAsync(gone);
        Assert.True(await chat.LivesAsync(kept));
        await PassAsync(Day);
        await WaitUntilGoneAsync(kept);
    }

    // Unused uploads of all apps are removed in one batch.
    [Fact]
    public async Task App_without_a_webhook_does_not_keep_events_from_another()
    {
        using var account = server.CreateAccountClient();
        var app = (await PostAsync(account, "/v2/apps", new { displayName = "Shop" })).GetProperty("app").GetProperty("id").GetString()!;
        var key = (await PostAsync(account, $"/v2/apps/{app}/keys", new { displayName = "Shop" })).GetProperty("key");
        using var client = server.CreateClient(key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
        var webhook = new { target = "http://127.0.0.1:9/", triggers = new[] { "attachment:remove" } };
        await PostAsync(client, $"/v2/apps/{app}/integrations", new { type = "custom", displayName = "Desk", webhooks = new[] { webhook } });
        await chat.UploadAsync(forMessage: true);
        clock.Advance(TimeSpan.FromSeconds(1));
        await new Chat(client, app).UploadAsync(forMessage: true);

        await PassAsync(3 * Day);

        var database = server.Services.GetRequiredService<Database>();
        await Uploads.WaitAsync(
            async () => await CountAsync(database, "attachments") == 0 && await CountAsync(database, "webhook_deliveries") == 1,
            () => "There is no event, or an upload is left.");
    }

    // The moment between finding a conversation idle and clearing it.
    [Fact]
    public async Task Message_that_comes_while_the_conversation_is_found_idle_stays()
    {
        var conversation = (await chat.PersonalAsync(user)).Id;
        var found = await server.Services.GetRequiredService<ConversationService>().GetAsync(chat.AppId, conversation, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(1));
        var url = await SendAsync(conversation);

        var removed = await server.Services.GetRequiredService<DeletionService>().RemoveMessagesAsync(
            found, "retention", requestedBy: null, TestContext.Current.CancellationToken, found.LastUpdatedAt);

        Assert.False(removed);
        Assert.True(await chat.LivesAsync(url));
        Assert.Single((await chat.MessagesAsync(conversation))!);
    }

    [Fact]
    public async Task Setting_that_comes_later_holds_from_the_next_activity_on()
    {
        var (old, renewed) = ((await chat.PersonalAsync(user)).Id, (await chat.GroupAsync(user)).Id);
        var (kept, gone) = (await SendAsync(old), await SendAsync(renewed));
        await chat.SetAsync(new { conversationRetentionSeconds = 3600 });
        await chat.PostAsync(renewed, user);

        await PassAsync(Day);

        await WaitUntilGoneAsync(gone);
        Assert.True(await chat.LivesAsync(kept));
    }

    [Fact]
    public async Task Longer_setting_that_comes_later_is_honoured()
    {
        await chat.SetAsync(new { conversationRetentionSeconds = 3600 });
        var (first, second) = ((await chat.PersonalAsync(user)).Id, (await chat.GroupAsync(user)).Id);
        var url = await SendAsync(first);
        await chat.SetAsync(new { conversationRetentionSeconds = 86_400 });
        var witness = await SendAsync(second);
        await chat.SetAsync(new { conversationRetentionSeconds = 3 * 86_400 });

        await PassAsync(TimeSpan.FromHours(2));
        Assert.True(await chat.LivesAsync(url));
        await PassAsync(3 * Day);

        await WaitUntilGoneAsync(url);
        await WaitUntilGoneAsync(witness);
    }

    [Fact]
    public async Task Setting_that_is_unset_deletes_nothing_any_more()
    {
        await chat.SetAsync(new { conversationRetentionSeconds = 3600 });
        var url = await SendAsync((await chat.PersonalAsync(user)).Id);
        await chat.SetAsync(new { conversationRetentionSeconds = (int?)null });
        var witness = (await chat.UploadAsync(forMessage: true)).Url;

        await PassAsync(3 * Day);

        // By the time that the unused upload is gone, the idle conversation was looked at.
        await WaitUntilGoneAsync(witness);
        Assert.True(await chat.LivesAsync(url));
    }

    [Fact]
    public async Task Upload_for_a_message_that_never_came_ends_after_its_time_and_no_other_does()
    {
        var unused = (await chat.UploadAsync(forMessage: true)).Url;
        var plain = (await chat.UploadAsync(forMessage: false)).Url;
        var conversation = (await chat.PersonalAsync(user)).Id;
        var used = await SendAsync(conversation);
        await PassAsync(Day);
        var younger = (await chat.UploadAsync(forMessage: true)).Url;
        Assert.True(await chat.LivesAsync(unused));

        await PassAsync(Day + RetentionWorker.Interval);

        await WaitUntilGoneAsync(unused);
        Assert.Equal("unused", await chat.ReasonAsync(unused));
        foreach (var url in new[] { plain, used, younger }) Assert.True(await chat.LivesAsync(url));
    }

    [Fact]
    public async Task Receipt_is_forgotten_after_its_days()
    {
        var url = (await chat.UploadAsync(forMessage: false)).Url;
        await chat.RemoveAsync(url);
        await Uploads.WaitAsync(async () => (await Uploads.StoredAsync(server)).Count == 0, () => "The file is still there");
        // The days count from this time, which is set a little after the erasure.
        await Uploads.WaitAsync(
            async () =>
            {
                await PassAsync(TimeSpan.FromSeconds(1));
                return (await chat.ReceiptsAsync()).Single().TryGetProperty("erasedAt", out _);
            },
            () => "The receipt has no time of erasure");

        // Set, not advanced: a timer would fire for each second of a year. The last day passes as usual.
        clock.AdjustTime(clock.GetUtcNow().AddDays(398));
        await PassAsync(Day);
        Assert.Single(await chat.ReceiptsAsync());
        for (var round = 0; (await chat.ReceiptsAsync()).Count > 0; round++)
        {
            Assert.True(round < 500, "The receipt stays");
            // Time goes on, whenever the worker has set its alarm.
            await PassAsync(Day);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> SendAsync(string conversation)
    {
        var url = (await chat.UploadAsync(forMessage: true)).Url;
        Assert.Equal(201, (await chat.PostAsync(conversation, user, url)).Status);
        return url;
    }

    // Time passes, and whoever waits for it is woken.
    private static ValueTask<long> CountAsync(Database database, string table) => database.ReadAsync(
        (session, token) => session.Sql($"SELECT COUNT(*) FROM {table}").FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private async Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        await Task.Yield();
    }

    private async Task WaitUntilGoneAsync(string url)
    {
        for (var round = 0; await chat.LivesAsync(url); round++)
        {
            Assert.True(round < 500, $"{url} lives on");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

public sealed class SqliteRetentionTests() : RetentionTests(HomeKind.SqliteDisk);

public sealed class PostgresRetentionTests() : RetentionTests(HomeKind.PostgresDisk);

public sealed class SqliteCephRetentionTests() : RetentionTests(HomeKind.SqliteCeph);

public sealed class PostgresSwiftRetentionTests() : RetentionTests(HomeKind.PostgresSwift);
