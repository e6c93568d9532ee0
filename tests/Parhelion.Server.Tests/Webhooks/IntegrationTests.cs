using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>Integrations, their keys, and what these may do.</summary>
public abstract class IntegrationTests(HomeKind kind) : IAsyncLifetime
{
    private const string Target = "http://127.0.0.1:1/hook";

    private Home home = null!;
    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.Settings["Durability"] = "Os";
            },
            TestContext.Current.CancellationToken);
        client = server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        await home.DisposeAsync();
    }

    [Fact]
    public async Task Integration_is_made_found_listed_changed_and_deleted()
    {
        var made = await Hooks.IntegrateAsync(server, Target, false, "conversation:message");
        var id = made.GetProperty("id").GetString()!;
        var webhook = made.GetProperty("webhooks")[0];
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","type":"custom","status":"active","displayName":"Desk","webhooks":[{"id":"{{{webhook.GetProperty("id")}}}","version":"v2","target":"{{{Target}}}","triggers":["conversation:message"],"secret":"{{{webhook.GetProperty("secret")}}}","includeFullUser":false,"includeFullSource":false}]}""",
            made.GetRawText());
        Assert.Equal(86, webhook.GetProperty("secret").GetString()!.Length);

        Assert.Equal(made.GetRawText(), (await GetAsync($"/{id}")).GetProperty("integration").GetRawText());
        Assert.Equal(made.GetRawText(), Assert.Single((await GetAsync("?filter[types]=web,custom")).GetProperty("integrations").EnumerateArray()).GetRawText());
        Assert.Empty((await GetAsync("?filter[types]=web")).GetProperty("integrations").EnumerateArray());

        using var patched = await client.PatchAsJsonAsync(Hooks.PathOf(server, $"/{id}"), new { displayName = (string?)null }, TestContext.Current.CancellationToken);
        Assert.False((await Hooks.JsonAsync(patched)).GetProperty("integration").TryGetProperty("displayName", out _));

        using var deleted = await client.DeleteAsync(Hooks.PathOf(server, $"/{id}"), TestContext.Current.CancellationToken);
        Assert.Equal("{}", await deleted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var gone = await client.GetAsync(Hooks.PathOf(server, $"/{id}"), TestContext.Current.CancellationToken);
        Assert.Equal("Integration not found", await Uploads.TitleOfAsync(gone));
    }

    public static TheoryData<string, string> BadIntegrations { get; } = new()
    {
        { """{"type":"fax"}""", "Invalid integration type" },
        { "{}", "should have required property 'type'" },
        { """{"type":"custom"}""", "should have required property 'webhooks'" },
        { """{"type":"custom","webhooks":[]}""", "'webhooks' should have 1 to 1 entries" },
        { """{"type":"custom","webhooks":[{}]}""", "should have required property 'webhooks[0].target'" },
        { """{"type":"custom","webhooks":[{"target":"ftp://a.example","triggers":["user:remove"]}]}""", "'webhooks[0].target' should be an absolute http or https URL" },
        { """{"type":"custom","webhooks":[{"target":"https://u:p@a.example","triggers":["user:remove"]}]}""", "'webhooks[0].target' should not contain a user name or a password" },
        { """{"type":"custom","webhooks":[{"target":"https://a.example","triggers":[]}]}""", "'webhooks[0].triggers' should be an array of one or more strings" },
        { """{"type":"custom","webhooks":[{"target":"https://a.example","triggers":["conversation:mesage"]}]}""", "'webhooks[0].triggers' has an unknown entry: conversation:mesage" },
        { """{"type":"custom","displayName":"","webhooks":[{"target":"https://a.example","triggers":["user:remove"]}]}""", "'displayName' should have 1 to 100 characters" },
    };

    [Theory]
    [MemberData(nameof(BadIntegrations))]
    public async Task Faulty_integration_is_refused_with_its_fault(string body, string title)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(Hooks.PathOf(server), content, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(title, await Uploads.TitleOfAsync(response));
    }

    [Fact]
    public async Task Webhooks_of_an_app_are_ten_at_most()
    {
        var id = (await Hooks.IntegrateAsync(server, Target, false, "user:remove")).GetProperty("id").GetString();
        for (var i = 1; i < 10; i++) Assert.Equal(201, await CreateWebhookAsync(id!));

        using var eleventh = await client.PostAsJsonAsync(Hooks.PathOf(server, $"/{id}/webhooks"), Webhook(), TestContext.Current.CancellationToken);

        Assert.Equal("An app can have at most 10 webhooks", await Uploads.TitleOfAsync(eleventh));
        using var integration = await client.PostAsJsonAsync(
            Hooks.PathOf(server), new { type = "custom", webhooks = new[] { Webhook() } }, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)integration.StatusCode);
        Assert.Single((await GetAsync("")).GetProperty("integrations").EnumerateArray());
    }

    [Fact]
    public async Task Webhook_is_listed_found_changed_and_deleted()
    {
        var integration = await Hooks.IntegrateAsync(server, Target, false, "user:remove");
        var path = $"/{integration.GetProperty("id")}/webhooks";
        var webhook = integration.GetProperty("webhooks")[0];
        var one = $"{path}/{webhook.GetProperty("id")}";

        Assert.Equal(webhook.GetRawText(), (await GetAsync(one)).GetProperty("webhook").GetRawText());
        Assert.Equal(webhook.GetRawText(), Assert.Single((await GetAsync(path)).GetProperty("webhooks").EnumerateArray()).GetRawText());
        using var patched = await client.PatchAsJsonAsync(
            Hooks.PathOf(server, one), new { triggers = new[] { "conversation:join", "conversation:join" }, includeFullUser = true }, TestContext.Current.CancellationToken);
        var changed = (await Hooks.JsonAsync(patched)).GetProperty("webhook");
        Assert.Equal("""["conversation:join"]""", changed.GetProperty("triggers").GetRawText());
        Assert.True(changed.GetProperty("includeFullUser").GetBoolean());
        Assert.Equal(Target, changed.GetProperty("target").GetString());
        Assert.Equal(webhook.GetProperty("secret").GetString(), changed.GetProperty("secret").GetString());
        using var deleted = await client.DeleteAsync(Hooks.PathOf(server, one), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)deleted.StatusCode);
        using var gone = await client.GetAsync(Hooks.PathOf(server, one), TestContext.Current.CancellationToken);
        Assert.Equal("Resource not found", await Uploads.TitleOfAsync(gone));
    }

    [Fact]
    public async Task Keys_of_an_integration_are_its_own_ten_at_most_and_die_with_it()
    {
        var id = (await Hooks.IntegrateAsync(server, Target, false, "user:remove")).GetProperty("id").GetString()!;
        var (keyId, secret) = await Hooks.KeyAsync(server, id);
        for (var i = 1; i < 10; i++) await Hooks.KeyAsync(server, id);
        using var eleventh = await client.PostAsJsonAsync(Hooks.PathOf(server, $"/{id}/keys"), new { displayName = "x" }, TestContext.Current.CancellationToken);
        Assert.Equal("An integration can have at most 10 keys", await Uploads.TitleOfAsync(eleventh));

        Assert.StartsWith("int_", keyId, StringComparison.Ordinal);
        Assert.Equal(10, (await GetAsync($"/{id}/keys")).GetProperty("keys").GetArrayLength());
        using var account = server.CreateAccountClient();
        var appKeys = await account.GetFromJsonAsync<JsonElement>($"/v2/apps/{server.AppId}/keys", TestContext.Current.CancellationToken);
        Assert.Equal(server.AppKeyId, Assert.Single(appKeys.GetProperty("keys").EnumerateArray()).GetProperty("id").GetString());
        using var asAppKey = await account.GetAsync($"/v2/apps/{server.AppId}/keys/{keyId}", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)asAppKey.StatusCode);

        using var desk = server.CreateClient(keyId, secret);
        Assert.Equal(404, (int)(await desk.GetAsync($"/v2/apps/{server.AppId}/users/nobody", TestContext.Current.CancellationToken)).StatusCode);
        await client.DeleteAsync(Hooks.PathOf(server, $"/{id}"), TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)(await desk.GetAsync($"/v2/apps/{server.AppId}/users/nobody", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Deleted_key_opens_nothing_any_more()
    {
        var id = (await Hooks.IntegrateAsync(server, Target, false, "user:remove")).GetProperty("id").GetString()!;
        var (keyId, secret) = await Hooks.KeyAsync(server, id);
        using var desk = server.CreateClient(keyId, secret);
        Assert.Equal(404, (int)(await desk.GetAsync($"/v2/apps/{server.AppId}/users/nobody", TestContext.Current.CancellationToken)).StatusCode);

        await client.DeleteAsync(Hooks.PathOf(server, $"/{id}/keys/{keyId}"), TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)(await desk.GetAsync($"/v2/apps/{server.AppId}/users/nobody", TestContext.Current.CancellationToken)).StatusCode);
    }

    public static TheoryData<string, string, int> OfAnIntegration { get; } = new()
    {
        { "POST", "/users", 201 },
        { "GET", "/users/nobody", 404 },
        { "GET", "/conversations/000000000000000000000000", 404 },
        { "POST", "/conversations/000000000000000000000000/messages", 400 },
        { "POST", "/conversations/000000000000000000000000/activity", 400 },
        { "POST", "/conversations/000000000000000000000000/join", 400 },
        { "POST", "/attachments?access=public", 415 },
        { "POST", "/attachments/remove", 400 },
        { "GET", "/integrations/me/webhooks", 200 },
        { "GET", "", 403 },
        { "PATCH", "", 403 },
        { "DELETE", "", 403 },
        { "GET", "/keys", 403 },
        { "POST", "/keys", 403 },
        { "GET", "/integrations", 403 },
        { "POST", "/integrations", 403 },
        { "GET", "/integrations/me", 403 },
        { "GET", "/integrations/me/keys", 403 },
        { "GET", "/attachments/receipts", 403 },
        { "POST", "/attachments/token", 403 },
        { "POST", "/attachments/links", 403 },
    };

    [Theory]
    [MemberData(nameof(OfAnIntegration))]
    public async Task Key_of_an_integration_may_call_what_is_listed_and_nothing_else(string method, string path, int status)
    {
        var id = (await Hooks.IntegrateAsync(server, Target, false, "user:remove")).GetProperty("id").GetString()!;
        var (keyId, secret) = await Hooks.KeyAsync(server, id);
        using var desk = server.CreateClient(keyId, secret);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v2/apps/{server.AppId}{path}");
        if (method is "POST" or "PATCH") request.Content = JsonContent.Create(new { });

        using var response = await desk.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Key_of_an_integration_stays_in_its_app_and_its_integration()
    {
        var own = (await Hooks.IntegrateAsync(server, Target, false, "user:remove")).GetProperty("id").GetString()!;
        var other = (await Hooks.IntegrateAsync(server, Target, false, "user:remove")).GetProperty("id").GetString()!;
        var (keyId, secret) = await Hooks.KeyAsync(server, own);
        using var desk = server.CreateClient(keyId, secret);

        foreach (var path in new[] { $"/v2/apps/{server.AppId}/integrations/{other}/webhooks", "/v2/apps/000000000000000000000000/users/nobody", "/v2/apps" })
        {
            using var response = await desk.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(403, (int)response.StatusCode);
        }

        using var mine = await desk.GetAsync(Hooks.PathOf(server, $"/{own}/webhooks"), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)mine.StatusCode);
    }

    [Fact]
    public async Task Key_of_an_integration_opens_the_private_files_of_its_app_and_no_others()
    {
        var id = (await Hooks.IntegrateAsync(server, Target, false, "user:remove")).GetProperty("id").GetString()!;
        var (keyId, secret) = await Hooks.KeyAsync(server, id);
        using var desk = server.CreateClient(keyId, secret);
        using var account = server.CreateAccountClient();
        var other = await Lifecycle.Chat.OfNewAppAsync(account);

        Assert.Equal(200, await StatusAsync(desk, await PrivateAsync(client, server.AppId)));
        Assert.Equal(403, await StatusAsync(desk, await PrivateAsync(account, other.AppId)));
    }

    [Fact]
    public async Task Account_may_not_touch_webhooks_as_in_the_original()
    {
        var id = (await Hooks.IntegrateAsync(server, Target, false, "user:remove")).GetProperty("id").GetString()!;
        using var account = server.CreateAccountClient();

        Assert.Equal(403, (int)(await account.GetAsync(Hooks.PathOf(server, $"/{id}/webhooks"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(200, (int)(await account.GetAsync(Hooks.PathOf(server, $"/{id}"), TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<string> PrivateAsync(HttpClient uploader, string appId)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent("hello"u8.ToArray()), "source", "a.txt" } };
        using var response = await uploader.PostAsync($"/v2/apps/{appId}/attachments?access=private", form, TestContext.Current.CancellationToken);
        return (await Hooks.JsonAsync(response)).GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    private static async Task<int> StatusAsync(HttpClient reader, string url)
    {
        using var response = await reader.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static object Webhook() => new { target = Target, triggers = new[] { "user:remove" } };

    private async Task<int> CreateWebhookAsync(string id)
    {
        using var response = await client.PostAsJsonAsync(Hooks.PathOf(server, $"/{id}/webhooks"), Webhook(), TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await client.GetAsync(Hooks.PathOf(server, path), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        return await Hooks.JsonAsync(response);
    }
}

public sealed class SqliteIntegrationTests() : IntegrationTests(HomeKind.SqliteDisk);

public sealed class PostgresIntegrationTests() : IntegrationTests(HomeKind.PostgresDisk);
