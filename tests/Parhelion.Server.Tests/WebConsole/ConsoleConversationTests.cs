using System.Net;
using System.Text.RegularExpressions;
using Parhelion.Server.Tests.Conversations;

namespace Parhelion.Server.Tests.WebConsole;

public sealed class SqliteConsoleConversationTests(SqliteChatServer chat) : ConsoleConversationTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresConsoleConversationTests(PostgresChatServer chat) : ConsoleConversationTests(chat), IClassFixture<PostgresChatServer>;

/// <summary>The pages of users and conversations.</summary>
public abstract partial class ConsoleConversationTests(ChatServer chat) : IAsyncLifetime
{
    private const string Hostile = "<img src=x onerror=alert(1)>\u202Egnp.exe\u0007";
    private readonly ConsoleVisitor visitor = new(chat.Server);

    private string AppPage => $"/console/apps/{chat.Server.AppId}";

    public async ValueTask InitializeAsync() => await visitor.SignInAsync(chat.Server.AppKeyId, chat.Server.AppKeySecret);

    public ValueTask DisposeAsync()
    {
        visitor.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Conversation_is_shown_as_its_users_would_see_it()
    {
        var conversation = await chat.PersonalAsync();
        var picture = await chat.UploadAsync("beach.png");
        var secret = await chat.UploadAsync("secret.png", "access=private&for=message");
        await chat.PostContentAsync(conversation, $$"""{"type":"image","mediaUrl":"{{picture}}","text":"The beach"}""");
        await chat.PostContentAsync(conversation, $$"""{"type":"file","mediaUrl":"{{secret}}"}""");
        await chat.PostContentAsync(conversation, $$"""{"type":"carousel","items":[{"title":"Shoes","description":"Red","mediaUrl":"{{picture}}","actions":[{"type":"link","text":"Buy them","uri":"https://shop.example/"}]}]}""");
        await chat.PostContentAsync(conversation, """{"type":"text","text":"Choose","actions":[{"type":"reply","text":"Yes","payload":"yes"},{"type":"link","text":"Trap","uri":"javascript:alert(1)"}]}""");
        await chat.PostContentAsync(conversation, """{"type":"location","coordinates":{"lat":-33.9,"long":18.4}}""");
        await chat.PostContentAsync(conversation, """{"type":"file","mediaUrl":"https://files.example/far.pdf"}""");

        var html = (await visitor.GetAsync($"{AppPage}/conversations/{conversation}")).Html;

        Assert.Contains("The beach", html, StringComparison.Ordinal);
        Assert.Contains($"{WebUtility.HtmlEncode(secret)}?expires=", html, StringComparison.Ordinal);
        Assert.Contains("<ul class=\"carousel\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://shop.example/\" target=\"_blank\" rel=\"noopener noreferrer\"", html, StringComparison.Ordinal);
        Assert.Contains("title=\"reply\">Yes<", html, StringComparison.Ordinal);
        Assert.Contains(">Trap<", html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", html, StringComparison.Ordinal);
        Assert.Contains("-33.9, 18.4", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"https://files.example", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_is_posted_as_the_business_or_a_user_and_deleted_with_its_file()
    {
        var user = await chat.UserAsync("""{"profile":{"givenName":"Ada"}}""");
        var conversation = await chat.PersonalAsync(user);
        var page = $"{AppPage}/conversations/{conversation}";
        var token = await visitor.TokenOnAsync(page);
        var link = await visitor.PostAsync($"{page}/uploadLink", token, ("access", "public"));
        using var client = chat.Server.CreateAnonymousClient();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "attached.png" } };
        using var uploaded = await client.PostAsync(link.Body, form, TestContext.Current.CancellationToken);
        var url = System.Text.Json.JsonDocument.Parse(await uploaded.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;

        var posted = await visitor.PostAsync($"{page}/messages", token, ("author", user), ("text", "See\r\nthis"), ("mediaUrl", url));
        Assert.StartsWith($"{page}#m", posted.Location, StringComparison.Ordinal);
        Assert.StartsWith($"{page}#m", (await visitor.PostAsync($"{page}/messages", token, ("author", "business"), ("text", "Thank you"))).Location, StringComparison.Ordinal);

        var messages = (await chat.GetAsync($"/conversations/{conversation}/messages")).Json.GetProperty("messages");
        Assert.Equal(("user", user, "image", "See\nthis"), (messages[0].GetProperty("author").GetProperty("type").GetString(), messages[0].GetProperty("author").GetProperty("userId").GetString(),
            messages[0].GetProperty("content").GetProperty("type").GetString(), messages[0].GetProperty("content").GetProperty("text").GetString()));
        Assert.Equal("business", messages[1].GetProperty("author").GetProperty("type").GetString());
        var html = (await visitor.GetAsync(page)).Html;
        Assert.Contains("<b dir=\"auto\">Ada</b>", html, StringComparison.Ordinal);
        Assert.Equal(302, (await visitor.PostAsync($"{page}/messages/{messages[0].GetProperty("id").GetString()}/delete", token)).Status);
        using var gone = await client.GetAsync(new Uri(url).AbsolutePath, TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)gone.StatusCode);
        var part = (await visitor.GetAsync($"{page}?part=1")).Html;
        Assert.DoesNotContain("<html", part, StringComparison.Ordinal);
        Assert.Contains("Thank you", part, StringComparison.Ordinal);
        Assert.DoesNotContain("attached.png", part, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "Write a text or attach a file")]
    [InlineData("  ", "", "Write a text or attach a file")]
    [InlineData("Look", "https://elsewhere.example/file.png", "does not belong to an attachment of this app")]
    public async Task Message_that_cannot_be_posted_says_why(string text, string mediaUrl, string expected)
    {
        var page = $"{AppPage}/conversations/{await chat.PersonalAsync()}";

        var (status, _, body) = await visitor.PostAsync($"{page}/messages", await visitor.TokenOnAsync(page), ("author", "business"), ("text", text), ("mediaUrl", mediaUrl));

        Assert.Equal(400, status);
        Assert.Contains(expected, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_with_a_conversation_is_created_found_and_deleted()
    {
        var token = await visitor.TokenOnAsync($"{AppPage}/conversations");

        var made = (await visitor.PostAsync($"{AppPage}/conversations", token, ("name", "Grace Hopper"))).Location!;

        Assert.Contains("Grace Hopper", (await visitor.GetAsync($"{AppPage}/conversations")).Html, StringComparison.Ordinal);
        var found = (await visitor.GetAsync($"{AppPage}/conversations?find=HOPPER")).Location!;
        var user = UserLink().Match((await visitor.GetAsync(found)).Html).Groups["id"].Value;
        Assert.Equal(made, (await visitor.GetAsync($"{AppPage}/conversations?find={made[^24..]}")).Location);
        var userPage = $"{AppPage}/conversations/users/{user}";
        Assert.Equal(userPage, (await visitor.GetAsync($"{AppPage}/conversations?find={user}")).Location);
        Assert.Contains(made, (await visitor.GetAsync(userPage)).Html, StringComparison.Ordinal);
        // The first conversation of a user cannot be deleted alone.
        Assert.Equal(400, (await visitor.PostAsync($"{made}/delete", token)).Status);
        Assert.Equal($"{AppPage}/conversations/users", (await visitor.PostAsync($"{userPage}/delete", token)).Location);
        Assert.Equal(404, (await visitor.GetAsync(userPage)).Status);
        Assert.Equal(404, (await visitor.GetAsync(made)).Status);
    }

    [Fact]
    public async Task Group_is_deleted_alone()
    {
        var page = $"{AppPage}/conversations/{await chat.GroupAsync(await chat.UserAsync())}";

        Assert.Equal($"{AppPage}/conversations", (await visitor.PostAsync($"{page}/delete", await visitor.TokenOnAsync(page))).Location);

        Assert.Equal(404, (await visitor.GetAsync(page)).Status);
    }

    [Fact]
    public async Task User_is_found_by_external_id_and_email()
    {
        var user = await chat.UserAsync("""{"externalId":"crm 4711","identities":[{"type":"email","value":"ada@example.org"}]}""");

        Assert.EndsWith($"/users/{user}", (await visitor.GetAsync($"{AppPage}/conversations?find=crm%204711")).Location, StringComparison.Ordinal);
        Assert.EndsWith($"/users/{user}", (await visitor.GetAsync($"{AppPage}/conversations?find=Ada@example.org")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_go_on_where_a_page_ends()
    {
        var (other, client) = await chat.OtherAppAsync();
        using (client)
        {
            for (var i = 0; i < 51; i++)
            {
                var user = (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{other}/users", $$$"""{"profile":{"givenName":"Member {{{i:00}}}"}}""", client)).Created();
                await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{other}/conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}""", client);
            }
        }

        using var account = new ConsoleVisitor(chat.Server);
        await account.SignInAsync(chat.Server.AccountKeyId, chat.Server.AccountKeySecret);
        foreach (var list in (string[])["conversations", "conversations/users", "conversations/users?find=member"])
        {
            var first = (await account.GetAsync($"/console/apps/{other}/{list}")).Html;
            Assert.Contains("Member 50", first, StringComparison.Ordinal);
            Assert.DoesNotContain("Member 00", first, StringComparison.Ordinal);
            var second = (await account.GetAsync(WebUtility.HtmlDecode(Older().Match(first).Groups["url"].Value))).Html;
            Assert.Contains("Member 00", second, StringComparison.Ordinal);
            Assert.DoesNotMatch(Older(), second);
        }
    }

    [Fact]
    public async Task Hostile_words_are_shown_as_text()
    {
        var words = System.Text.Json.JsonEncodedText.Encode(Hostile).ToString();
        var user = await chat.UserAsync($$$"""{"externalId":"{{{words}}}","profile":{"givenName":"{{{words}}}","avatarUrl":"https://evil.example/a.png"},"metadata":{"{{{words}}}":"{{{words}}}"}}""");
        var conversation = (await chat.PostAsync("/conversations", $$"""{"type":"personal","displayName":"{{words}}","participants":[{"userId":"{{user}}"}]}""")).Created();
        await chat.PostContentAsync(conversation, $$"""{"type":"text","text":"{{words}}","actions":[{"type":"reply","text":"{{words}}","payload":"{{words}}"}]}""");
        await chat.PostContentAsync(conversation, $$"""{"type":"form","fields":[{"type":"text","name":"{{words}}","label":"{{words}}","placeholder":"{{words}}"}]}""");
        await chat.PostContentAsync(conversation, $$"""{"type":"list","items":[{"title":"{{words}}","description":"{{words}}","actions":[{"type":"link","text":"{{words}}","uri":"https://example.org/"}]}],"actions":[{"type":"postback","text":"{{words}}","payload":"p"}]}""");
        // In the format of a channel, which is not checked.
        var channel = await chat.PostAsync($"/conversations/{conversation}/messages", $$$"""{"author":{"type":"business"},"schema":"whatsapp","content":{"type":"template","any":"{{{words}}}{{{new string('w', 95_000)}}}"}}""");
        Assert.Equal(201, channel.Status);

        foreach (var page in (string[])["conversations", "conversations/users", $"conversations/users/{user}", $"conversations/{conversation}", "conversations?find=%3Cimg%20src%3Dx%00"])
        {
            var html = (await visitor.GetAsync($"{AppPage}/{page}")).Html;
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
            Assert.DoesNotContain("src=\"https://evil.example", html, StringComparison.Ordinal);
        }

        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", (await visitor.GetAsync($"{AppPage}/conversations/{conversation}")).Html, StringComparison.Ordinal);
    }

    [GeneratedRegex("/conversations/users/(?<id>[0-9a-f]{24})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserLink();

    [GeneratedRegex("<p class=\"more\"><a class=\"button\" href=\"(?<url>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Older();
}
