using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>Receipts of deleted attachments, as the API shows them.</summary>
public abstract class ReceiptTests(ChatServer chat)
{
    [Fact]
    public async Task Receipt_tells_what_was_deleted_by_whom_and_when()
    {
        var url = await chat.UploadAsync("a.png");
        await RemoveAsync(url);

        var list = await ErasedAsync(Filter(url));

        list.Is(
            200,
            $$$$"""
            {"receipts":[{"id":"{{{{list.Ids()[0]}}}}","mediaUrlHash":"{{{{Hash(url)}}}}","size":16,"reason":"removed","requestedBy":"{{{{chat.Server.AppKeyId}}}}",
            "requestedAt":"{{{{chat.Now}}}}","erasedAt":"{{{{chat.Now}}}}"}],"meta":{"hasMore":false}}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("message", "message_deleted")]
    [InlineData("all messages", "message_deleted")]
    [InlineData("conversation", "conversation_deleted")]
    [InlineData("user", "user_deleted")]
    public async Task Receipt_tells_why(string deleted, string reason)
    {
        var user = await chat.UserAsync();
        await chat.PersonalAsync(user);
        var conversation = await chat.PersonalAsync(user);
        var url = await chat.UploadAsync("a.png");
        var posted = await chat.PostContentAsync(conversation, $$"""{"type":"image","mediaUrl":"{{url}}"}""");

        var reply = await chat.DeleteAsync(deleted switch
        {
            "message" => $"/conversations/{conversation}/messages/{posted.Json.GetProperty("messages")[0].GetProperty("id").GetString()}",
            "all messages" => $"/conversations/{conversation}/messages",
            "conversation" => $"/conversations/{conversation}",
            _ => $"/users/{user}",
        });

        reply.Is(200, "{}");
        Assert.Equal(reason, Assert.Single(Receipts(await chat.GetAsync(Filter(url)))).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Receipt_holds_neither_the_name_nor_the_token()
    {
        var conversation = await chat.GroupAsync();
        var url = await chat.UploadAsync("passport of Ada.png", $"access=public&conversationId={conversation}");
        await RemoveAsync(url);

        var list = await ErasedAsync(Filter(url));

        Assert.DoesNotContain("passport", list.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(url.Split('/')[^2], list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(conversation, list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Living_attachment_has_no_receipt() =>
        (await chat.GetAsync(Filter(await chat.UploadAsync("a.png")))).Is(200, """{"receipts":[],"meta":{"hasMore":false}}""");

    [Fact]
    public async Task Url_is_recognized_whatever_follows_its_path()
    {
        var url = await chat.UploadAsync("a b.png");
        await RemoveAsync(url);

        Assert.Single((await chat.GetAsync(Filter(url + "?v=1#p"))).Ids());
    }

    [Fact]
    public async Task Receipts_are_listed_in_pages_oldest_first()
    {
        await using var own = new ChatServer(chat.Kind);
        await own.InitializeAsync();
        var hashes = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var url = await own.UploadAsync($"{i}.png");
            await own.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{url}}"}""");
            hashes.Add(Hash(url));
        }

        var first = await own.GetAsync("/attachments/receipts?page[size]=2");
        var second = await own.GetAsync(first.Link("next")!);
        var third = await own.GetAsync(second.Link("next")!);
        var back = await own.GetAsync(third.Link("prev")!);

        Assert.Equal(hashes[..2], Hashes(first));
        Assert.Equal(hashes[2..4], Hashes(second));
        Assert.Equal(hashes[4..], Hashes(third));
        Assert.Equal(second.Ids(), back.Ids());
        Assert.Equal(hashes, Hashes(await own.GetAsync("/attachments/receipts")));
    }

    [Fact]
    public async Task Receipts_of_another_app_are_not_shown()
    {
        var (app, client) = await chat.OtherAppAsync();
        using var owned = client;
        var url = await chat.UploadAsync("a.png");
        await RemoveAsync(url);

        (await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{app}{Filter(url)}", by: client)).Is(200, """{"receipts":[],"meta":{"hasMore":false}}""");
    }

    [Fact]
    public async Task Receipts_of_a_deleted_app_are_shown_to_the_account()
    {
        await using var own = new ChatServer(chat.Kind);
        await own.InitializeAsync();
        using var account = own.Server.CreateAccountClient();
        var url = await own.UploadAsync("a.png");

        (await own.SendAsync(HttpMethod.Delete, own.AppPath, by: account)).Is(200, "{}");

        var receipt = Assert.Single(Receipts(await own.SendAsync(HttpMethod.Get, Filter(url), by: account)));
        Assert.Equal(("app_deleted", own.Server.AccountKeyId), (receipt.GetProperty("reason").GetString()!, receipt.GetProperty("requestedBy").GetString()!));
        (await own.GetAsync(Filter(url))).IsProblem(401, "unauthorized", "Invalid credentials");
    }

    [Theory]
    [InlineData("filter[mediaUrl]=")]
    [InlineData("filter[mediaUrl]=a.png")]
    [InlineData("filter[mediaUrl]=https://elsewhere.example/a.png")]
    [InlineData("filter[mediaUrl]=a&filter[mediaUrl]=b")]
    public async Task Filter_that_is_no_media_url_of_ours_is_refused(string query) =>
        (await chat.GetAsync($"/attachments/receipts?{query}")).IsBad("Query parameter 'filter[mediaUrl]' should be one media URL of this server");

    [Theory]
    [InlineData("page[size]=0")]
    [InlineData("page[after]=x")]
    public async Task Bad_page_is_refused(string query) => (await chat.GetAsync($"/attachments/receipts?{query}")).IsBad("Invalid page query parameters");

    private static string Filter(string url) => $"/attachments/receipts?filter[mediaUrl]={Uri.EscapeDataString(url)}";

    // As an auditor would make it, from the URL alone.
    private static string Hash(string url) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(new Uri(url).AbsolutePath)));

    private static List<JsonElement> Receipts(Reply list) => [.. list.Json.GetProperty("receipts").EnumerateArray()];

    private static IEnumerable<string> Hashes(Reply list) => Receipts(list).Select(receipt => receipt.GetProperty("mediaUrlHash").GetString()!);

    private async Task RemoveAsync(string url) => (await chat.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{url}}"}""")).Is(200, "{}");

    // Bytes are erased in the background.
    private async Task<Reply> ErasedAsync(string path)
    {
        for (var round = 0; ; round++)
        {
            var list = await chat.GetAsync(path);
            if (Receipts(list).TrueForAll(receipt => receipt.TryGetProperty("erasedAt", out _))) return list;
            Assert.True(round < 1000, list.Body);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

public sealed class SqliteReceiptTests(SqliteChatServer chat) : ReceiptTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresReceiptTests(PostgresChatServer chat) : ReceiptTests(chat), IClassFixture<PostgresChatServer>;
