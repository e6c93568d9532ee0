using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.WebConsole;

public sealed class SqliteConsoleWebhookTests(SqliteChatServer chat) : ConsoleWebhookTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresConsoleWebhookTests(PostgresChatServer chat) : ConsoleWebhookTests(chat), IClassFixture<PostgresChatServer>;

/// <summary>Integrations and webhooks in the console, what was sent to them, and the receiver for trying.</summary>
public abstract class ConsoleWebhookTests(ChatServer chat) : IDisposable
{
    private readonly ConsoleVisitor visitor = new(chat.Server);

    private ParhelionServer Server => chat.Server;

    private string Page => $"/console/apps/{Server.AppId}/webhooks";

    public void Dispose()
    {
        visitor.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Webhook_is_created_changed_and_deleted()
    {
        await SignInAsync();
        var created = await visitor.SendFormAsync(Page, Page, ("displayName", "Desk <i>"), ("target", "http://127.0.0.1:1/a"), ("triggers", "conversation:message"), ("includeFullUser", "on"));
        Assert.Equal(302, created.Status);
        var webhook = created.Location!;
        var list = (await visitor.GetAsync(Page)).Html;
        Assert.Contains("Desk &lt;i&gt;", list, StringComparison.Ordinal);
        Assert.Contains(webhook, list, StringComparison.Ordinal);

        Assert.Equal((302, webhook), Head(await visitor.SendFormAsync(webhook, webhook, ("target", "http://127.0.0.1:1/b"), ("triggers", "user:remove"))));

        var shown = (await visitor.GetAsync(webhook)).Html;
        Assert.Contains("http://127.0.0.1:1/b", shown, StringComparison.Ordinal);
        Assert.Contains("value=\"user:remove\" checked", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"conversation:message\" checked", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"includeFullUser\" checked", shown, StringComparison.Ordinal);
        var refused = await visitor.SendFormAsync(webhook, webhook, ("target", "ftp://a"), ("triggers", "user:remove"));
        Assert.Equal(400, refused.Status);
        Assert.Contains("should be an absolute http or https URL", refused.Body, StringComparison.Ordinal);
        Assert.Equal((302, Page), Head(await visitor.SendFormAsync($"{webhook}/delete", webhook)));
        Assert.Equal(404, (await visitor.GetAsync(webhook)).Status);
    }

    [Fact]
    public async Task Second_webhook_belongs_to_the_integration_and_is_deleted_with_it()
    {
        await SignInAsync();
        var integration = (await Hooks.IntegrateAsync(Server, "http://127.0.0.1:1/first", triggers: "user:remove")).GetProperty("id").GetString()!;

        var second = (await visitor.SendFormAsync(Page, Page, ("integration", integration), ("target", "http://127.0.0.1:1/second"), ("triggers", "user:remove"))).Location!;

        Assert.Equal(200, (await visitor.GetAsync(second)).Status);
        Assert.Equal(302, (await visitor.SendFormAsync($"{Page}/integrations/{integration}/delete", Page)).Status);
        Assert.Equal(404, (await visitor.GetAsync(second)).Status);
    }

    [Fact]
    public async Task Delivery_shows_request_and_answer_and_is_sent_again()
    {
        await using var receiver = await Receiver.StartAsync();
        await SignInAsync();
        var webhook = (await visitor.SendFormAsync(Page, Page, ("displayName", "Shown"), ("target", receiver.Url), ("triggers", "conversation:message"))).Location!;
        var conversation = await chat.PersonalAsync();
        await chat.TextAsync(conversation, "Hello <script>");
        await receiver.WaitAsync(1);
        await Uploads.WaitAsync(async () => (await visitor.GetAsync($"{webhook}?state=delivered")).Html.Contains("conversation:message</a>", StringComparison.Ordinal), () => "The delivery is not shown");

        var delivery = LinkIn((await visitor.GetAsync(webhook)).Html, $"{webhook}/{conversation}/");
        var shown = (await visitor.GetAsync(delivery)).Html;
        Assert.Contains("X-API-Key: (not shown)", shown, StringComparison.Ordinal);
        Assert.Contains("Hello &lt;script&gt;", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello <script>", shown, StringComparison.Ordinal);
        Assert.Contains(">200</span>", shown, StringComparison.Ordinal);

        Assert.Equal((302, delivery), Head(await visitor.SendFormAsync($"{delivery}/again", delivery)));
        await receiver.WaitAsync(2);
        var calls = receiver.Calls;
        Assert.Equal(calls[0].EventId, calls[1].EventId);
        Assert.Equal(calls[0].Text, calls[1].Text);
        Assert.DoesNotContain(calls[0].Secret, shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_that_failed_says_why_and_is_tried_again_at_once()
    {
        await SignInAsync();
        var webhook = (await visitor.SendFormAsync(Page, Page, ("displayName", "Dead"), ("target", "http://127.0.0.1:1/"), ("triggers", "conversation:message"))).Location!;
        var conversation = await chat.PersonalAsync();
        await chat.TextAsync(conversation);
        await Uploads.WaitAsync(async () => (await visitor.GetAsync(webhook)).Html.Contains("is tried again", StringComparison.Ordinal), () => "The failure is not shown");
        var delivery = LinkIn((await visitor.GetAsync($"{webhook}?state=waiting")).Html, $"{webhook}/{conversation}/");
        Assert.Contains("Nobody could be reached", (await visitor.GetAsync(delivery)).Html, StringComparison.Ordinal);

        Assert.Equal(302, (await visitor.SendFormAsync($"{delivery}/again", delivery)).Status);

        await Uploads.WaitAsync(async () => (await visitor.GetAsync(delivery)).Html.Contains("2 of at most 5 attempts", StringComparison.Ordinal), () => "It was not tried again");
        Assert.Equal(404, (await visitor.GetAsync($"{webhook}/{ChatServer.Missing}/{ChatServer.Missing}")).Status);
    }

    [Fact]
    public async Task Message_that_was_deleted_is_not_shown_any_more()
    {
        await using var receiver = await Receiver.StartAsync();
        await SignInAsync();
        var webhook = (await visitor.SendFormAsync(Page, Page, ("displayName", "Gone"), ("target", receiver.Url), ("triggers", "conversation:message"))).Location!;
        var conversation = await chat.PersonalAsync();
        var message = await chat.TextAsync(conversation, "secret words");
        await receiver.WaitAsync(1);
        await Uploads.WaitAsync(async () => (await visitor.GetAsync($"{webhook}?state=delivered")).Html.Contains("conversation:message</a>", StringComparison.Ordinal), () => "The delivery is not shown");
        var delivery = LinkIn((await visitor.GetAsync(webhook)).Html, $"{webhook}/{conversation}/");
        Assert.Contains("secret words", (await visitor.GetAsync(delivery)).Html, StringComparison.Ordinal);

        await chat.DeleteAsync($"/conversations/{conversation}/messages/{message}");

        var shown = (await visitor.GetAsync(delivery)).Html;
        Assert.DoesNotContain("secret words", shown, StringComparison.Ordinal);
        Assert.Contains("There is nothing to send", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feed_shows_each_call_and_leads_to_its_page_and_the_list_counts_what_waits()
    {
        await using var receiver = await Receiver.StartAsync();
        await SignInAsync();
        var webhook = (await visitor.SendFormAsync(Page, Page, ("displayName", "Watched"), ("target", receiver.Url), ("triggers", "conversation:message"))).Location!;
        var dead = (await visitor.SendFormAsync(Page, Page, ("displayName", "Waiting"), ("target", "http://127.0.0.1:1/"), ("triggers", "conversation:message"))).Location!;
        var conversation = await chat.PersonalAsync();
        var (other, otherClient) = await chat.OtherAppAsync();
        using var stranger = new ConsoleVisitor(Server);
        await stranger.SignInAsync(Server.AccountKeyId, Server.AccountKeySecret);
        using var feed = await visitor.FollowAsync($"/console/apps/{Server.AppId}/feed");
        using var otherFeed = await stranger.FollowAsync($"/console/apps/{other}/feed");
        await feed.ReadLineAsync(TestContext.Current.CancellationToken);
        await otherFeed.ReadLineAsync(TestContext.Current.CancellationToken);

        await chat.TextAsync(conversation, "secret words");
        await chat.TextAsync(conversation, "more of them");

        var lines = await LinesUntilAsync(feed, seen =>
            seen.Contains($"href=\"{webhook}/{conversation}/", StringComparison.Ordinal) && seen.Contains($"href=\"{dead}/{conversation}/", StringComparison.Ordinal));
        Assert.Contains("conversation:message: answered 200, attempt 1 of 5</a>", lines, StringComparison.Ordinal);
        Assert.Contains("conversation:message: no answer, attempt 1 of 5</a>", lines, StringComparison.Ordinal);
        Assert.Contains("<li class=\"failed\">", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", lines, StringComparison.Ordinal);
        Assert.Equal(200, (await visitor.GetAsync(LinkIn(lines, $"{webhook}/{conversation}/"))).Status);

        await receiver.WaitAsync(2);
        var rows = (await visitor.GetAsync(Page)).Html;
        Assert.Contains("<td class=\"number\">2</td>", rows[rows.IndexOf(dead, StringComparison.Ordinal)..], StringComparison.Ordinal);
        await Uploads.WaitAsync(async () => (await visitor.GetAsync(Page)).Html is var list && list[list.IndexOf(webhook, StringComparison.Ordinal)..].Contains("<td class=\"number\">0</td>", StringComparison.Ordinal), () => "Delivered events are counted");
        using (otherClient)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "end.png" } };
            using var response = await otherClient.PostAsync($"/v2/apps/{other}/attachments?access=public", form, TestContext.Current.CancellationToken);
            Assert.Equal(201, (int)response.StatusCode);
        }

        Assert.DoesNotContain("conversation:message", await LinesUntilAsync(otherFeed, seen => seen.Contains("end.png", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiver_shows_what_a_webhook_sends_and_answers_as_it_is_told()
    {
        await SignInAsync();
        var url = await ReceiverUrlAsync();
        var webhook = (await visitor.SendFormAsync(Page, Page, ("displayName", "Trying"), ("target", $"{url}?status=404"), ("triggers", "conversation:message"))).Location!;

        await chat.TextAsync(await chat.PersonalAsync(), "for the receiver <b>");

        await Uploads.WaitAsync(async () => (await visitor.GetAsync($"{Page}/receiver")).Html.Contains("for the receiver &lt;b&gt;", StringComparison.Ordinal), () => "The call is not shown");
        Assert.Contains("X-API-Key: (not shown)", (await visitor.GetAsync($"{Page}/receiver")).Html, StringComparison.Ordinal);
        await Uploads.WaitAsync(async () => (await visitor.GetAsync(webhook)).Html.Contains("refused", StringComparison.Ordinal), () => "The refusal is not shown");
        using var feed = await visitor.FollowAsync($"{Page}/receiver/feed?after=0");
        // Other tests call the receiver of this app, too.
        string? line;
        do line = await feed.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line?.Contains("for the receiver &lt;b&gt;", StringComparison.Ordinal) == false);
        Assert.NotNull(line);
        Assert.Equal(302, (await visitor.SendFormAsync($"{Page}/receiver/clear", Page)).Status);
        Assert.DoesNotContain("for the receiver", (await visitor.GetAsync($"{Page}/receiver")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiver_takes_only_calls_with_its_token_and_no_long_ones()
    {
        await SignInAsync();
        var url = await ReceiverUrlAsync();
        using var client = new HttpClient();
        async Task<int> CallAsync(string target, int length)
        {
            // Without it, the client still sends the body while a server that refuses it closes the connection, and sometimes misses the answer.
            using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(new byte[length]), Headers = { ExpectContinue = true } };
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }

        Assert.Equal(200, await CallAsync(url, 1 << 20));
        Assert.Equal(413, await CallAsync(url, (1 << 20) + 1));
        Assert.Equal(404, await CallAsync(url[..^1] + (url[^1] == '0' ? '1' : '0'), 1));
        Assert.Equal(404, await CallAsync(url[..^1], 1));
        Assert.Equal(503, await CallAsync($"{url}?status=503", 1));
        Assert.Equal(200, await CallAsync($"{url}?status=100", 1));
    }

    [Fact]
    public async Task Answer_of_a_stranger_is_text()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (http, _) => http.Response.WriteAsync("<script>alert(1)</script>\u202E\u0007" + new string('w', 100_000));
        await SignInAsync();
        var webhook = (await visitor.SendFormAsync(Page, Page, ("displayName", "Hostile"), ("target", receiver.Url), ("triggers", "conversation:message"))).Location!;
        var conversation = await chat.PersonalAsync();
        await chat.TextAsync(conversation);
        await Uploads.WaitAsync(async () => (await visitor.GetAsync($"{webhook}?state=delivered")).Html.Contains("conversation:message</a>", StringComparison.Ordinal), () => "The delivery is not shown");

        var shown = (await visitor.GetAsync(LinkIn((await visitor.GetAsync(webhook)).Html, $"{webhook}/{conversation}/"))).Html;

        Assert.Contains("&lt;script&gt;alert(1)", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", shown, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(shown) < 40_000, $"{shown.Length} characters");
    }

    private static (int Status, string? Location) Head((int Status, string? Location, string Html) page) => (page.Status, page.Location);

    private static async Task<string> LinesUntilAsync(StreamReader feed, Func<string, bool> isEnough)
    {
        var lines = new StringBuilder();
        do lines.AppendLine(await feed.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException(lines.ToString()));
        while (!isEnough(lines.ToString()));
        return lines.ToString();
    }

    private static string LinkIn(string html, string beginning)
    {
        var begin = html.IndexOf($"href=\"{beginning}", StringComparison.Ordinal) + "href=\"".Length;
        Assert.True(begin > "href=\"".Length, html);
        return html[begin..html.IndexOf('"', begin)];
    }

    private Task<(int Status, string? Location)> SignInAsync() => visitor.SignInAsync(Server.AppKeyId, Server.AppKeySecret);

    private async Task<string> ReceiverUrlAsync()
    {
        var html = WebUtility.HtmlDecode((await visitor.GetAsync($"{Page}/receiver")).Html);
        var begin = html.IndexOf("id=\"receiver\" value=\"", StringComparison.Ordinal) + "id=\"receiver\" value=\"".Length;
        return html[begin..html.IndexOf('"', begin)];
    }
}
