using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;
using Parhelion.Core.Usage;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Private;
using Parhelion.Server.Tests.Resumable;

namespace Parhelion.Server.Tests.Usage;

/// <summary>The usage of an app: what counts, by type and by day, and that it is exact before and after the changes are added up.</summary>
public abstract class UsageTests(ChatServer chat)
{
    private static readonly byte[] Text = "A text of 21 letters."u8.ToArray();

    [Fact]
    public async Task New_app_has_nothing()
    {
        await using var own = await OwnAsync();

        (await own.GetAsync("/attachments/usage")).Is(200, """{"usage":{"count":0,"bytes":0,"byMediaType":[],"byDay":[]}}""");
    }

    [Fact]
    public async Task Uploads_and_deletions_are_counted_by_type_and_by_day()
    {
        await using var own = await OwnAsync();
        var first = await own.UploadAsync("a.png", "access=public");
        await own.UploadAsync("b.png", "access=private");
        await own.UploadAsync("c.txt", "access=public", Text);
        await IsAsync(
            own,
            """
            {"usage":{"count":3,"bytes":53,"byMediaType":[{"mediaType":"image/png","count":2,"bytes":32},{"mediaType":"text/plain","count":1,"bytes":21}],
            "byDay":[{"date":"2026-03-01","uploads":3,"uploadedBytes":53,"deletions":0,"deletedBytes":0}]}}
            """);

        own.Clock.Advance(TimeSpan.FromDays(1));
        (await own.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{first}}"}""")).Is(200, "{}");
        await own.UploadAsync("d.txt", "access=public", Text);
        await IsAsync(
            own,
            """
            {"usage":{"count":3,"bytes":58,"byMediaType":[{"mediaType":"text/plain","count":2,"bytes":42},{"mediaType":"image/png","count":1,"bytes":16}],
            "byDay":[{"date":"2026-03-01","uploads":3,"uploadedBytes":53,"deletions":0,"deletedBytes":0},{"date":"2026-03-02","uploads":1,"uploadedBytes":21,"deletions":1,"deletedBytes":16}]}}
            """);
    }

    [Fact]
    public async Task Type_without_attachments_is_left_out_and_days_are_kept_for_90_days()
    {
        await using var own = await OwnAsync();
        var url = await own.UploadAsync("a.png", "access=public");
        await FoldAsync(own);
        // Set, not advanced: a timer would fire for each second of three months.
        own.Clock.AdjustTime(own.Clock.GetUtcNow().AddDays(89));
        (await own.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{url}}"}""")).Is(200, "{}");
        const string Last = """{"date":"2026-05-29","uploads":0,"uploadedBytes":0,"deletions":1,"deletedBytes":16}""";
        await IsAsync(
            own, $$$"""{"usage":{"count":0,"bytes":0,"byMediaType":[],"byDay":[{"date":"2026-03-01","uploads":1,"uploadedBytes":16,"deletions":0,"deletedBytes":0},{{{Last}}}]}}""");

        own.Clock.Advance(TimeSpan.FromDays(1));

        await IsAsync(own, $$$"""{"usage":{"count":0,"bytes":0,"byMediaType":[],"byDay":[{{{Last}}}]}}""");
        Assert.Equal(0, await CountAsync(own, "SELECT COUNT(*) FROM app_usage"));
        Assert.Equal(2, await CountAsync(own, "SELECT COUNT(*) FROM app_usage_days"));
        await own.UploadAsync("a.png", "access=public");
        await FoldAsync(own);
        Assert.Equal(2, await CountAsync(own, "SELECT COUNT(*) FROM app_usage_days"));
    }

    [Fact]
    public async Task Every_way_to_upload_counts_once()
    {
        await using var own = await OwnAsync();
        using var app = PrivateApp.Of(own.Server);
        using var anonymous = own.Server.CreateAnonymousClient();
        using var client = own.Server.CreateClient();
        await LinkedUploads.UploadAsync(anonymous, new Uri(await LinkedUploads.CreateAsync(app, new { access = "public" })).AbsolutePath);
        using var whole = await UploadRequests.TusAsync(
            client, "POST", Uploads.PathOf(own.Server), Text, ("Upload-Length", $"{Text.Length}"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        Assert.Equal(201, (int)whole.StatusCode);
        // An upload that is not complete is no attachment.
        await UploadRequests.CreateTusAsync(own.Server, 100, "b.txt");

        Assert.Equal((2, 37), await UsageAsync(own));
    }

    [Fact]
    public async Task Every_way_to_delete_counts_once()
    {
        await using var own = await OwnAsync();
        var (home, elsewhere) = (await own.PersonalAsync(), await own.GroupAsync());
        await own.UploadAsync("kept.png", "access=public");
        await own.UploadAsync("conversation.png", $"access=public&conversationId={elsewhere}");
        var carried = await own.UploadAsync("carried.png");
        await CarryAsync(own, home, carried);
        var message = await CarryAsync(own, elsewhere, await own.UploadAsync("message.png"));
        var user = await own.UserAsync();
        await CarryAsync(own, await own.PersonalAsync(user), await own.UploadAsync("user.png"));
        Assert.Equal((5, 80), await UsageAsync(own));

        (await own.DeleteAsync($"/conversations/{elsewhere}/messages/{message}")).Is(200, "{}");
        Assert.Equal((4, 64), await UsageAsync(own));
        (await own.DeleteAsync($"/conversations/{elsewhere}")).Is(200, "{}");
        Assert.Equal((3, 48), await UsageAsync(own));
        (await own.DeleteAsync($"/users/{user}")).Is(200, "{}");
        Assert.Equal((2, 32), await UsageAsync(own));
        (await own.DeleteAsync($"/conversations/{home}/messages")).Is(200, "{}");
        Assert.Equal((1, 16), await UsageAsync(own));
        Assert.Equal(1, await CountAsync(own, "SELECT COUNT(*) FROM attachments"));
    }

    [Fact]
    public async Task Refused_upload_counts_nothing()
    {
        await using var own = await OwnAsync();
        using var client = own.Server.CreateClient();
        using var wrong = new MultipartFormDataContent { { new ByteArrayContent(Text), "source", "a.png" } };
        using var refused = await client.PostAsync(Uploads.PathOf(own.Server), wrong, TestContext.Current.CancellationToken);
        Assert.Equal(415, (int)refused.StatusCode);

        Assert.Equal((0, 0), await UsageAsync(own));
        Assert.Equal(0, await CountAsync(own, "SELECT COUNT(*) FROM app_usage_changes"));
    }

    [Fact]
    public async Task Usage_of_a_deleted_app_is_deleted_with_it()
    {
        await using var own = await OwnAsync();
        var (id, client) = await own.OtherAppAsync();
        using var other = client;
        using var account = own.Server.CreateAccountClient();
        foreach (var name in (string[])["a.png", "b.png"])
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", name } };
            using var stored = await other.PostAsync($"/v2/apps/{id}/attachments?access=public", form, TestContext.Current.CancellationToken);
            Assert.Equal(201, (int)stored.StatusCode);
            // One is added up, one is not.
            if (name == "a.png") await FoldAsync(own);
        }

        Assert.Equal(200, (await own.SendAsync(HttpMethod.Delete, $"/v2/apps/{id}", by: account)).Status);

        Assert.Equal(404, (await own.SendAsync(HttpMethod.Get, $"/v2/apps/{id}/attachments/usage", by: account)).Status);
        await FoldAsync(own);
        foreach (var table in (string[])["app_usage", "app_usage_days", "app_usage_changes"]) Assert.Equal(0, await CountAsync(own, $"SELECT COUNT(*) FROM {table}"));
    }

    [Fact]
    public async Task Only_keys_of_the_app_and_the_account_may_ask()
    {
        var (id, client) = await chat.OtherAppAsync();
        using var other = client;
        using var account = chat.Server.CreateAccountClient();
        using var nobody = chat.Server.CreateAnonymousClient();
        var integration = (await chat.PostAsync("/integrations", """{"type":"custom","webhooks":[{"target":"http://127.0.0.1/","triggers":["user:remove"]}]}""")).Created();
        var key = (await chat.PostAsync($"/integrations/{integration}/keys", """{"displayName":"Key"}""")).Json.GetProperty("key");
        using var limited = chat.Server.CreateClient(key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);

        async Task<int> StatusAsync(HttpClient by, string app) => (await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{app}/attachments/usage", by: by)).Status;
        Assert.Equal(200, await StatusAsync(account, id));
        Assert.Equal(200, await StatusAsync(other, id));
        Assert.Equal(403, await StatusAsync(other, chat.Server.AppId));
        Assert.Equal(403, await StatusAsync(limited, chat.Server.AppId));
        Assert.Equal(401, await StatusAsync(nobody, id));
        Assert.Equal(404, await StatusAsync(account, ChatServer.Missing));
    }

    [Fact]
    public async Task Usage_is_exact_while_uploads_deletions_and_the_worker_run_at_once()
    {
        await using var own = await OwnAsync();
        using var stop = new CancellationTokenSource();
        var folding = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await own.Server.Services.GetRequiredService<UsageChangeAggregation>().RunAsync(TestContext.Current.CancellationToken);
        });

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            for (var round = 0; round < 6; round++)
            {
                var url = await own.UploadAsync("a.png", "access=public");
                // Usage that is read meanwhile is never less than what this caller keeps, and never more than what all have sent.
                Assert.InRange((await UsageAsync(own, folds: false)).Count, round - (round / 2), 16 * 6);
                if (round % 2 == 0) (await own.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{url}}"}""")).Is(200, "{}");
            }
        }));

        await stop.CancelAsync();
        await folding;
        Assert.Equal((48, 48 * 16), await UsageAsync(own));
        Assert.Equal(48, await CountAsync(own, "SELECT COUNT(*) FROM attachments"));
    }

    private async Task<ChatServer> OwnAsync()
    {
        var own = new ChatServer(chat.Kind);
        await own.InitializeAsync();
        return own;
    }

    private static async Task<string> CarryAsync(ChatServer own, string conversation, string url) =>
        (await own.PostContentAsync(conversation, $$"""{"type":"image","mediaUrl":"{{url}}"}""")).Json.GetProperty("messages")[0].GetProperty("id").GetString()!;

    private static async Task IsAsync(ChatServer own, string usage)
    {
        (await own.GetAsync("/attachments/usage")).Is(200, usage.ReplaceLineEndings(""));
        await FoldAsync(own);
        (await own.GetAsync("/attachments/usage")).Is(200, usage.ReplaceLineEndings(""));
    }

    private static async Task<(int Count, int Bytes)> UsageAsync(ChatServer own, bool folds = true)
    {
        var usage = (await own.GetAsync("/attachments/usage")).Json.GetProperty("usage");
        if (folds)
        {
            await FoldAsync(own);
            Assert.Equal($"{usage}", $"{(await own.GetAsync("/attachments/usage")).Json.GetProperty("usage")}");
        }

        return (usage.GetProperty("count").GetInt32(), usage.GetProperty("bytes").GetInt32());
    }

    private static async Task FoldAsync(ChatServer own)
    {
        await own.Server.Services.GetRequiredService<UsageChangeAggregation>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await CountAsync(own, "SELECT COUNT(*) FROM app_usage_changes"));
    }

    private static async Task<long> CountAsync(ChatServer own, string query) =>
        await own.Server.Services.GetRequiredService<Database>().ReadAsync(
            (session, token) => session.Sql(query).FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);
}

public sealed class SqliteUsageTests(SqliteChatServer chat) : UsageTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresUsageTests(PostgresChatServer chat) : UsageTests(chat), IClassFixture<PostgresChatServer>;
