using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>Calls every operation of the API at least once, and keeps what was answered. A webhook gets the events of all types that Sunshine Conversations documents.
/// Whoever adds an operation adds its call here: a test asks for it.</summary>
internal sealed class ApiWalk(ParhelionServer server, string eventTarget) : IDisposable
{
    private const string Missing = "0123456789abcdef01234567";

    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    private readonly HttpClient account = server.CreateAccountClient();
    private readonly HttpClient app = server.CreateClient();
    private readonly HttpClient anonymous = server.CreateAnonymousClient();
    private readonly List<object> exchanges = [];

    public void Dispose()
    {
        account.Dispose();
        app.Dispose();
        anonymous.Dispose();
    }

    /// <summary>All answers so far, as the validator reads them.</summary>
    public string Json => JsonSerializer.Serialize(exchanges);

    /// <summary>Makes all calls.</summary>
    public async Task RunAsync()
    {
        var triggers = JsonSerializer.Serialize(EventTypes.All.Where(type => !type.StartsWith("attachment:", StringComparison.Ordinal)));
        await SendAsync("POST", "integrations", $$"""{"type":"custom","webhooks":[{"target":"{{eventTarget}}","triggers":{{triggers}}}]}""");
        await AccountAsync();
        await UsersAsync();
        await ConversationsAsync();
        await ClientsAsync();
        await AttachmentsAsync();
        await IntegrationsAsync();
        await SimulatorAsync();
        await SwitchboardsAsync();
        await OAuthAsync();
        await RefusalsAsync();
    }

    private async Task AccountAsync()
    {
        var key = await IdAsync("POST", "/v2/account/keys", """{"displayName":"Second"}""", account);
        await SendAsync("GET", "/v2/account/keys", by: account);
        await SendAsync("GET", $"/v2/account/keys/{key}", by: account);
        await SendAsync("DELETE", $"/v2/account/keys/{key}", by: account);
        var settings = """
            {"conversationRetentionSeconds":86400,"maskCreditCardNumbers":true,"useAnimalNames":false,"echoPostback":false,"ignoreAutoConversationStart":false,
            "multiConvoEnabled":true,"appLocalizationEnabled":false,"endSessionEnabled":false,"disableConversationReopen":false,"attachmentsAccess":"public",
            "attachmentsTokenExpirationSeconds":7200,"attachmentsStripMetadata":"none","attachmentsQuotaBytes":1000000,"attachmentsQuotaCount":100,"attachmentsMaxBytes":1000,
            "attachmentsExtensions":["png"]}
            """;
        var other = await IdAsync("POST", "/v2/apps", $$$$$$"""{"displayName":"Other","settings":{{{{{{settings}}}}}},"metadata":{"region":"north","size":1,"live":true}}""", account);
        await SendAsync("GET", "/v2/apps?page[size]=1", by: account);
        await SendAsync("GET", $"/v2/apps/{other}", by: account);
        await SendAsync("PATCH", $"/v2/apps/{other}", """{"displayName":"Another"}""", account);
        var appKey = await IdAsync("POST", $"/v2/apps/{other}/keys", """{"displayName":"Key"}""", account);
        await SendAsync("GET", $"/v2/apps/{other}/keys", by: account);
        await SendAsync("GET", $"/v2/apps/{other}/keys/{appKey}", by: account);
        await SendAsync("DELETE", $"/v2/apps/{other}/keys/{appKey}", by: account);
        await SendAsync("DELETE", $"/v2/apps/{other}", by: account);
        await SendAsync("GET", "/v2/tokenInfo");
        await SendAsync("GET", "/v2/audit", by: account);
    }

    private async Task UsersAsync()
    {
        await SendAsync(
            "POST", "users",
            """
            {"externalId":"ada","brandId":"north","zendeskId":"35436","identities":[{"type":"email","value":"Ada@example.com","verification":"sso"}],"toBeRetained":true,
            "profile":{"givenName":"Ada","surname":"Byron","email":"ada@example.com","avatarUrl":"https://example.com/a.png","locale":"en-GB"},"metadata":{"tier":"gold","vip":true}}
            """);
        await SendAsync("GET", "users/ada?brandId=north");
        await SendAsync("GET", "users?filter[identities.email]=ada%40example.com&brandId=north");
        await SendAsync("POST", "users/35436/sync", """{"survivingZendeskId":"35437"}""");
        await SendAsync("PATCH", "users/ada?brandId=north", """{"profile":{"surname":"King"}}""");
        await SendAsync("POST", "users", """{"zendeskId":"35438","externalId":"ada too","profile":{"locale":"fr"},"metadata":{"tier":"silver"}}""");
        await SendAsync("POST", "users/35438/sync", """{"survivingZendeskId":"35437"}""");
        await SendAsync("GET", "users/ada/devices?brandId=north");
        await SendAsync("DELETE", "users/ada/personalinformation?brandId=north");
        await SendAsync("DELETE", "users/ada?brandId=north");
    }

    private async Task ConversationsAsync()
    {
        var user = await IdAsync("POST", "users", """{"externalId":"grace"}""");
        await SendAsync("POST", "conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}","subscribeSDKClient":true}]}""");
        var group = await IdAsync(
            "POST", "conversations", """{"type":"sdkGroup","displayName":"Order 7","description":"Late","iconUrl":"https://example.com/i.png","metadata":{"order":7}}""");
        await SendAsync("POST", $"conversations/{group}/join", $$"""{"userId":"{{user}}","subscribeSDKClient":true}""");
        await SendAsync("POST", $"conversations/{group}/activity", $$"""{"author":{"type":"user","userId":"{{user}}"},"type":"conversation:read"}""");
        await SendAsync("POST", $"conversations/{group}/activity", """{"author":{"type":"business"},"type":"conversation:read"}""");
        await SendAsync("GET", $"conversations/{group}/participants");
        await SendAsync("GET", $"conversations/{group}");
        await SendAsync("PATCH", $"conversations/{group}", """{"displayName":"Order 8"}""");
        await SendAsync("GET", $"conversations?filter[userId]={user}&page[size]=1");
        foreach (var content in Contents())
        {
            await SendAsync("POST", $"conversations/{group}/messages", $$$$$$"""{"author":{"type":"business","displayName":"Desk","subtypes":["AI"]},"content":{{{{{{content}}}}}},"metadata":{"a":1}}""");
        }

        var posted = await SendAsync("POST", $"conversations/{group}/messages", $$$$$$"""{"author":{"type":"user","userId":"{{{{{{user}}}}}}"},"content":{"type":"text","text":"Hello"}}""");
        await SendAsync("GET", $"conversations/{group}/messages");
        await SendAsync("DELETE", $"conversations/{group}/messages/{posted.GetProperty("messages")[0].GetProperty("id").GetString()}");
        await SendAsync("DELETE", $"conversations/{group}/messages");
        await SendAsync(
            "POST", $"conversations/{group}/download",
            $$$$$$"""{"userId":"{{{{{{user}}}}}}","apple":{"interactiveDataRef":{"url":"https://example.com/d","bid":"b","key":"00","signature":"01","owner":"o"}}}""");
        await SendAsync("POST", $"conversations/{group}/conversionEvents", """{"instagram":{"payload":{"data":[{"event_name":"Purchase","event_time":1752161233}]}}}""");
        await SendAsync("GET", $"conversations/{group}/conversionEvents");
        await SendAsync("POST", $"conversations/{group}/leave", $$"""{"userId":"{{user}}"}""");
        await SendAsync("DELETE", $"conversations/{group}");
    }

    private static string[] Contents() =>
    [
        """{"type":"text","text":"Hello","actions":[{"type":"link","text":"Go","uri":"https://example.com"},{"type":"reply","text":"Yes","payload":"yes","iconUrl":"https://example.com/i.png"},{"type":"postback","text":"Buy","payload":"b"}]}""",
        """{"type":"image","mediaUrl":"https://example.com/a.png","altText":"A"}""",
        """{"type":"file","mediaUrl":"https://example.com/a.pdf","altText":"A"}""",
        """{"type":"carousel","items":[{"title":"One","description":"First","mediaUrl":"https://example.com/a.png","actions":[{"type":"postback","text":"Yes","payload":"yes"}]}],"displaySettings":{"imageAspectRatio":"square"}}""",
        """{"type":"list","items":[{"title":"One","size":"compact","actions":[{"type":"link","text":"Go","uri":"https://example.com"}]}],"actions":[{"type":"link","text":"All","uri":"https://example.com"}]}""",
        """{"type":"location","coordinates":{"lat":1.5,"long":-2.5},"location":{"address":"Street 1","name":"Shop"}}""",
        """{"type":"form","blockChatInput":true,"fields":[{"type":"text","name":"name","label":"Name","placeholder":"Ada","minSize":1,"maxSize":30}]}""",
        """{"type":"template","template":{"name":"hello"}}""",
    ];

    private async Task ClientsAsync()
    {
        var user = await IdAsync("POST", "users", """{"externalId":"mary"}""");
        var conversation = await IdAsync("POST", "conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}","subscribeSDKClient":true}]}""");
        var integration = await IdAsync("POST", "integrations", """{"type":"whatsapp"}""");
        var client = await IdAsync(
            "POST", "users/mary/clients",
            $$$"""{"matchCriteria":{"type":"whatsapp","integrationId":"{{{integration}}}","phoneNumber":"+1 212-555-2368"},"confirmation":{"type":"immediate"},"target":{"conversationId":"{{{conversation}}}"}}""");
        await SendAsync("GET", "users/mary/clients?page[size]=1");
        await SendAsync("GET", $"conversations/{conversation}/participants");
        await SendAsync("DELETE", $"users/mary/clients/{client}");
        await SendAsync("GET", $"users/mary/devices/{Missing}");
    }

    private async Task AttachmentsAsync()
    {
        var (upload, permitted) = (await UploadAsync("public"), await UploadAsync("private"));
        var listed = await SendAsync("GET", "attachments?page[size]=1");
        await SendAsync("GET", $"attachments/{listed.GetProperty("attachments")[0].GetProperty("id").GetString()}");
        await SendAsync("GET", "attachments/usage");
        await SendAsync("POST", "attachments/links", $$"""{"mediaUrl":"{{permitted}}","expiresIn":100}""");
        await SendAsync("POST", "attachments/uploadLinks", """{"access":"public"}""");
        var token = (await SendAsync("POST", "attachments/token", $$"""{"paths":["/apps/{{server.AppId}}"]}""")).GetProperty("tokens").EnumerateObject().First().Value.GetString();
        foreach (var method in (string[])["GET", "POST"])
        {
            using var cookie = new HttpRequestMessage(new HttpMethod(method), $"/v2/apps/{server.AppId}/attachments/cookie") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            await KeepAsync(anonymous, cookie);
        }

        await SendAsync("POST", "attachments/remove", $$"""{"mediaUrl":"{{upload}}"}""");
        await SendAsync("GET", "attachments/receipts");
    }

    private async Task<string> UploadAsync(string access)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Png), "source", "a.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/apps/{server.AppId}/attachments?access={access}") { Content = form };
        return (await KeepAsync(app, request)).GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    private async Task IntegrationsAsync()
    {
        var integration = await IdAsync("POST", "integrations", """{"type":"custom","displayName":"Desk","webhooks":[{"target":"https://example.com/hook","triggers":["user:remove"]}]}""");
        await SendAsync("GET", "integrations?filter[types]=custom&page[size]=1");
        await SendAsync("GET", $"integrations/{integration}");
        await SendAsync("PATCH", $"integrations/{integration}", """{"displayName":"Front desk"}""");
        var key = await IdAsync("POST", $"integrations/{integration}/keys", """{"displayName":"Key"}""");
        await SendAsync("GET", $"integrations/{integration}/keys");
        await SendAsync("GET", $"integrations/{integration}/keys/{key}");
        await SendAsync("DELETE", $"integrations/{integration}/keys/{key}");
        var webhook = await IdAsync("POST", $"integrations/{integration}/webhooks", """{"target":"https://example.com/hook","triggers":["conversation:message"],"includeFullUser":true}""");
        await SendAsync("GET", $"integrations/{integration}/webhooks");
        await SendAsync("GET", $"integrations/{integration}/webhooks/{webhook}");
        await SendAsync("PATCH", $"integrations/{integration}/webhooks/{webhook}", """{"triggers":["user:remove"]}""");
        await SendAsync("DELETE", $"integrations/{integration}/webhooks/{webhook}");
        await SendAsync("DELETE", $"integrations/{integration}");
    }

    private async Task SimulatorAsync()
    {
        var channel = await IdAsync("POST", "integrations", """{"type":"telegram","token":"any"}""");
        var written = await SendAsync("POST", "simulator/messages", $$$"""{"integrationId":"{{{channel}}}","externalId":"7431","content":{"type":"text","text":"Hello"}}""");
        var conversation = written.GetProperty("conversationId").GetString();
        for (var i = 0; i < 2; i++) await SendAsync("POST", $"conversations/{conversation}/messages", """{"author":{"type":"business"},"content":{"type":"text","text":"Hi"}}""");
        var deliveries = (await SendAsync("GET", "simulator/deliveries")).GetProperty("deliveries");
        await SendAsync("GET", "simulator/deliveries?page[size]=1");
        foreach (var status in (string[])["channel", "user"]) await SendAsync("POST", $"simulator/deliveries/{deliveries[0].GetProperty("id").GetString()}/result", $$"""{"status":"{{status}}"}""");
        await SendAsync(
            "POST", $"simulator/deliveries/{deliveries[1].GetProperty("id").GetString()}/result",
            """{"status":"failure","error":{"code":"uncategorized_error","message":"The user has blocked the bot"}}""");
        foreach (var type in (string[])["typing:start", "conversation:read"]) await SendAsync("POST", "simulator/activities", $$"""{"integrationId":"{{channel}}","externalId":"7431","type":"{{type}}"}""");
        await SendAsync("POST", "simulator/postbacks", $$$"""{"integrationId":"{{{channel}}}","externalId":"7431","payload":"buy","metadata":{"item":7}}""");
        var user = written.GetProperty("userId").GetString();
        var clients = await SendAsync("GET", $"users/{user}/clients");
        var client = clients.GetProperty("clients")[0].GetProperty("id").GetString();
        foreach (var change in (string[])["blocked", "unblocked", "confirmed"]) await SendAsync("POST", $"simulator/clients/{client}/change", $$"""{"change":"{{change}}"}""");
        await EndLinkAsync(user!, conversation!);
    }

    private async Task EndLinkAsync(string user, string conversation)
    {
        var channel = await IdAsync("POST", "integrations", """{"type":"whatsapp"}""");
        var client = await IdAsync(
            "POST", $"users/{user}/clients",
            $$$"""{"matchCriteria":{"type":"whatsapp","integrationId":"{{{channel}}}","phoneNumber":"+15550001234"},"confirmation":{"type":"prompt"},"target":{"conversationId":"{{{conversation}}}"}}""");
        await SendAsync("POST", $"simulator/clients/{client}/change", """{"change":"matched"}""");
        await SendAsync("POST", $"simulator/clients/{client}/change", """{"change":"linkFailed","error":{"code":"bad_request","message":"No such number"}}""");
    }

    private async Task SwitchboardsAsync()
    {
        var board = await IdAsync("POST", "switchboards", "{}");
        var parts = $"switchboards/{board}/switchboardIntegrations";
        async Task<string> PartAsync(string name)
        {
            var integration = await IdAsync("POST", "integrations", """{"type":"custom","webhooks":[{"target":"https://example.com/hook","triggers":["user:remove"]}]}""");
            return await IdAsync("POST", parts, $$"""{"name":"{{name}}","integrationId":"{{integration}}","messageHistoryCount":5}""");
        }

        var (human, machine) = (await PartAsync("human"), await PartAsync("machine"));
        await SendAsync("PATCH", $"{parts}/{machine}", $$"""{"nextSwitchboardIntegrationId":"{{human}}"}""");
        await SendAsync("GET", parts);
        await SendAsync("PATCH", $"switchboards/{board}", $$"""{"enabled":true,"defaultSwitchboardIntegrationId":"{{machine}}"}""");
        await SendAsync("GET", "switchboards");
        var conversation = await IdAsync("POST", "conversations", """{"type":"sdkGroup"}""");
        foreach (var (action, body) in ((string, string)[])
        [
            ("offerControl", """{"switchboardIntegration":"next","metadata":{"why":"question"}}"""), ("acceptControl", """{"metadata":{"agent":"Ada"}}"""), ("acceptControl", "{}"),
            ("offerControl", """{"switchboardIntegration":"human"}"""), ("passControl", """{"switchboardIntegration":"nobody"}"""),
            ("passControl", """{"switchboardIntegration":"machine"}"""), ("releaseControl", "{}"),
        ])
        {
            await SendAsync("POST", $"conversations/{conversation}/{action}", body);
            await SendAsync("GET", $"conversations/{conversation}");
        }

        await SendAsync("PATCH", $"{parts}/{machine}", """{"nextSwitchboardIntegrationId":null}""");
        await SendAsync("DELETE", $"{parts}/{human}");
        await SendAsync("DELETE", $"switchboards/{board}");
    }

    private async Task OAuthAsync()
    {
        await SendAsync("GET", Consent.Page, by: anonymous);
        var code = await Consent.CodeAsync(server);
        var answer = await SendAsync(
            "POST", "/oauth/token", $$"""{"code":"{{code}}","grant_type":"authorization_code","client_id":"{{Consent.ClientId}}","client_secret":"{{Consent.Secret}}"}""", anonymous);
        using var revocation = new HttpRequestMessage(HttpMethod.Delete, "/oauth/authorization")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", answer.GetProperty("access_token").GetString()) },
        };
        await KeepAsync(anonymous, revocation);
        await SendAsync("POST", "/oauth/token", """{"code":"used","grant_type":"authorization_code","client_id":"nobody","client_secret":"x"}""", anonymous);
    }

    private async Task RefusalsAsync()
    {
        await SendAsync("POST", "users", "{");
        await SendAsync("POST", "users", """{"externalId":"grace"}""");
        await SendAsync("GET", "users/nobody");
        await SendAsync("GET", "users");
        await SendAsync("GET", "users/grace", by: anonymous);
        await SendAsync("POST", "conversations", $$"""{"type":"personal","displayName":"{{new string('x', 110_000)}}"}""");
        await SendAsync("GET", $"conversations/{Missing}");
        await SendAsync("DELETE", $"users/grace/clients/{Missing}");
        await SendAsync("POST", "integrations", """{"type":"unknown"}""");
        await SendAsync("DELETE", $"/v2/apps/{Missing}");
    }

    private async Task<string> IdAsync(string method, string path, string body, HttpClient? by = null)
    {
        var answer = await SendAsync(method, path, body, by);
        return answer.EnumerateObject().First().Value.TryGetProperty("id", out var id) ? id.GetString()! : throw new InvalidOperationException($"{method} {path}: {answer}");
    }

    private async Task<JsonElement> SendAsync(string method, string path, string? body = null, HttpClient? by = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.StartsWith('/') ? path : $"/v2/apps/{server.AppId}/{path}");
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await KeepAsync(by ?? app, request);
    }

    private async Task<JsonElement> KeepAsync(HttpClient by, HttpRequestMessage request)
    {
        // Sending makes the URL absolute.
        var path = request.RequestUri!.OriginalString;
        using var response = await by.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        exchanges.Add(new { method = request.Method.Method, path, status = (int)response.StatusCode, type = response.Content.Headers.ContentType?.ToString(), body });
        // The page of OAuth is HTML.
        return response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonSerializer.Deserialize<JsonElement>(body) : default;
    }
}
