using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.WebConsole;

public sealed class SqliteConsoleAppTests(SqliteChatServer chat) : ConsoleAppTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresConsoleAppTests(PostgresChatServer chat) : ConsoleAppTests(chat), IClassFixture<PostgresChatServer>;

/// <summary>Apps, their keys and their settings in the console.</summary>
public abstract partial class ConsoleAppTests(ChatServer chat) : IDisposable
{
    private readonly ConsoleVisitor visitor = new(chat.Server);

    private ParhelionServer Server => chat.Server;

    public void Dispose()
    {
        visitor.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task App_is_created_changed_and_deleted()
    {
        await SignInAsync();
        var created = await visitor.SendFormAsync("/console/apps/new", "/console/apps/new", ("displayName", "Shop <b>"));
        Assert.Equal(302, created.Status);
        var page = created.Location!;
        Assert.Contains("Shop &lt;b&gt;", (await visitor.GetAsync(page)).Html, StringComparison.Ordinal);

        var saved = await visitor.SendFormAsync(
            page, page, ("displayName", "Store"), ("attachmentsAccess", "private"), ("attachmentsStripMetadata", "all"), ("conversationRetentionSeconds", "60"), ("attachmentsTokenExpirationSeconds", "900"),
            ("attachmentsQuotaBytes", "1000000"), ("attachmentsQuotaCount", "7"), ("attachmentsMaxBytes", "5000"), ("attachmentsExtensions", "png, .jpg"), ("multiConvoEnabled", "on"), ("echoPostback", "off"));

        Assert.Equal((302, page), (saved.Status, saved.Location));
        var app = await AppAsync(page);
        Assert.Equal("Store", app.GetProperty("displayName").GetString());
        var settings = app.GetProperty("settings");
        Assert.Equal(
            """{"conversationRetentionSeconds":60,"attachmentsAccess":"private","attachmentsTokenExpirationSeconds":900,"attachmentsQuotaBytes":1000000,"attachmentsQuotaCount":7,"attachmentsMaxBytes":5000,"attachmentsExtensions":["png","jpg"],"attachmentsStripMetadata":"all","echoPostback":false,"multiConvoEnabled":true}""",
            settings.GetRawText());

        var emptied = await visitor.SendFormAsync(page, page, ("attachmentsAccess", ""), ("attachmentsQuotaBytes", ""), ("attachmentsExtensions", ""), ("echoPostback", ""));
        Assert.Equal(302, emptied.Status);
        settings = (await AppAsync(page)).GetProperty("settings");
        foreach (var name in (string[])["attachmentsAccess", "attachmentsQuotaBytes", "attachmentsExtensions", "echoPostback"]) Assert.False(settings.TryGetProperty(name, out _), name);
        Assert.Equal(7, settings.GetProperty("attachmentsQuotaCount").GetInt64());

        Assert.Equal(400, (await visitor.SendFormAsync($"{page}/delete", page, ("confirm", "Stor"))).Status);
        Assert.Equal((302, "/console"), Head(await visitor.SendFormAsync($"{page}/delete", page, ("confirm", "Store"))));
        Assert.Equal(404, (await visitor.GetAsync(page)).Status);
    }

    [Theory]
    [InlineData("attachmentsQuotaBytes", "a lot", "attachmentsQuotaBytes&#x27; should be an integer")]
    [InlineData("attachmentsTokenExpirationSeconds", "5", "should be an integer from 60")]
    [InlineData("attachmentsExtensions", "exe", "should be an extension that this server accepts")]
    [InlineData("displayName", "", "displayName")]
    public async Task Wrong_setting_is_refused_in_words_with_the_id_of_the_request(string name, string value, string expected)
    {
        await SignInAsync();

        var (status, _, body) = await visitor.SendFormAsync(SettingsOf(Server.AppId), SettingsOf(Server.AppId), (name, value));

        Assert.Equal(400, status);
        Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.Contains("request id", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_is_created_rotated_and_deleted_and_its_secret_is_shown_once()
    {
        await SignInAsync();
        var page = SettingsOf(await NewAppAsync());

        var created = await visitor.SendFormAsync($"{page}/keys", page, ("displayName", "Bot"));
        var (id, secret) = KeyOn(created.Body);
        Assert.True(await OpensAsync(id, secret));
        Assert.DoesNotContain(secret, (await visitor.GetAsync(page)).Html, StringComparison.Ordinal);
        Assert.Contains(id, (await visitor.GetAsync(page)).Html, StringComparison.Ordinal);

        var rotated = await visitor.SendFormAsync($"{page}/keys/{id}/rotate", page);
        var (newId, newSecret) = KeyOn(rotated.Body);
        Assert.NotEqual(id, newId);
        Assert.True(await OpensAsync(id, secret));
        Assert.True(await OpensAsync(newId, newSecret));
        Assert.Contains($"/keys/{id}/delete", rotated.Body, StringComparison.Ordinal);

        Assert.Equal((302, page), Head(await visitor.SendFormAsync($"{page}/keys/{id}/delete", page)));
        Assert.False(await OpensAsync(id, secret));
        Assert.True(await OpensAsync(newId, newSecret));
        Assert.Equal(404, (await visitor.SendFormAsync($"{page}/keys/{id}/delete", page)).Status);
    }

    [Fact]
    public async Task Key_of_the_account_is_created_and_deleted()
    {
        await SignInAsync();
        var page = SettingsOf(Server.AppId);

        var (id, secret) = KeyOn((await visitor.SendFormAsync($"{page}/account/keys", page, ("displayName", "Admin"))).Body);

        using var other = new ConsoleVisitor(Server);
        Assert.Equal((302, "/console"), await other.SignInAsync(id, secret));
        Assert.Equal((302, page), Head(await visitor.SendFormAsync($"{page}/account/keys/{id}/delete", page)));
        Assert.Equal(302, (await other.GetAsync(page)).Status);
    }

    [Fact]
    public async Task Programs_have_the_app_the_key_and_the_address()
    {
        await SignInAsync();
        var page = SettingsOf(await NewAppAsync());

        var shown = WebUtility.HtmlDecode((await visitor.SendFormAsync($"{page}/keys", page, ("displayName", "Bot"))).Body);

        var (id, secret) = KeyOn(shown);
        var programs = Programs().Matches(shown).Select(match => match.Groups["text"].Value).ToList();
        Assert.Equal(6, programs.Count);
        Assert.All(programs, program =>
        {
            Assert.Contains(page.Split('/')[3], program, StringComparison.Ordinal);
            Assert.Contains(id, program, StringComparison.Ordinal);
            Assert.Contains(secret, program, StringComparison.Ordinal);
            Assert.Contains(Server.Url.Authority, program, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Key_of_an_app_changes_settings_but_sees_no_keys()
    {
        await visitor.SignInAsync(Server.AppKeyId, Server.AppKeySecret);
        var page = SettingsOf(Server.AppId);

        var shown = await visitor.GetAsync(page);

        Assert.Equal(200, shown.Status);
        Assert.DoesNotContain("id=\"keys\"", shown.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"account\"", shown.Html, StringComparison.Ordinal);
        Assert.Equal(302, (await visitor.SendFormAsync(page, page, ("attachmentsMaxBytes", ""))).Status);
        foreach (var action in (string[])["/keys", $"/keys/{Server.AppKeyId}/rotate", $"/keys/{Server.AppKeyId}/delete", "/account/keys", $"/account/keys/{Server.AccountKeyId}/delete", "/delete"])
        {
            var refused = await visitor.SendFormAsync(page + action, page, ("displayName", "x"), ("confirm", "x"));
            Assert.Equal(403, refused.Status);
            Assert.Contains("needs a key of the account", refused.Body, StringComparison.Ordinal);
        }

        Assert.Equal(403, (await visitor.GetAsync("/console/apps/new")).Status);
    }

    private static string SettingsOf(string appId) => $"/console/apps/{appId}/settings";

    private static (int Status, string? Location) Head((int Status, string? Location, string Html) page) => (page.Status, page.Location);

    private static (string Id, string Secret) KeyOn(string html) =>
        (Field("key-id").Match(html).Groups["value"].Value, Field("secret").Match(html).Groups["value"].Value);

    private static Regex Field(string id) => new($"id=\"{id}\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private Task<(int Status, string? Location)> SignInAsync() => visitor.SignInAsync(Server.AccountKeyId, Server.AccountKeySecret);

    private async Task<string> NewAppAsync() => (await visitor.SendFormAsync("/console/apps/new", "/console/apps/new", ("displayName", "App"))).Location!.Split('/')[3];

    private async Task<JsonElement> AppAsync(string page)
    {
        using var account = Server.CreateAccountClient();
        return (await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{page.Split('/')[3]}", null, account)).Json.GetProperty("app");
    }

    private async Task<bool> OpensAsync(string keyId, string secret)
    {
        using var reader = new ConsoleVisitor(Server);
        return (await reader.SignInAsync(keyId, secret)).Status == 302;
    }

    [GeneratedRegex("<pre[^>]*><code>(?<text>.*?)</code></pre>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Programs();
}
