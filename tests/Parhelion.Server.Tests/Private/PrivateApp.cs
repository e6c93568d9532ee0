using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Private;

/// <summary>An app with private files: its key asks, and readers of every kind come with what they were given.</summary>
internal sealed class PrivateApp(ParhelionServer server, HttpClient client, string appId) : IDisposable
{
    public const string Text = "for your eyes only";

    private readonly HttpClient reader = server.CreateAnonymousClient();

    public string AppId => appId;

    public string AppPath => $"/apps/{appId}";

    public HttpClient Client => client;

    public static PrivateApp Of(ParhelionServer server) => new(server, server.CreateClient(), server.AppId);

    /// <summary>Another app, with a key of its own.</summary>
    public static async Task<PrivateApp> OfNewAppAsync(ParhelionServer server)
    {
        using var account = server.CreateAccountClient();
        var app = (await PostAsync(account, "/v2/apps", new { displayName = "Other" })).GetProperty("app").GetProperty("id").GetString()!;
        var (id, secret) = await NewKeyAsync(account, app);
        return new PrivateApp(server, server.CreateClient(id, secret), app);
    }

    /// <summary>The same app, by a further key that can be deleted.</summary>
    public async Task<(PrivateApp App, string KeyId)> WithNewKeyAsync()
    {
        using var account = server.CreateAccountClient();
        var (id, secret) = await NewKeyAsync(account, appId);
        return (new PrivateApp(server, server.CreateClient(id, secret), appId), id);
    }

    public async Task DeleteKeyAsync(string keyId)
    {
        using var account = server.CreateAccountClient();
        using var response = await account.DeleteAsync($"/v2/apps/{appId}/keys/{keyId}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public async Task<string> UploadAsync(string access = "private", string name = "secret.txt", byte[]? content = null, string? conversationId = null)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content ?? Encoding.UTF8.GetBytes(Text)), "source", name } };
        var query = $"access={access}{(conversationId is null ? "" : $"&conversationId={conversationId}")}";
        using var response = await client.PostAsync($"{AttachmentsPath}?{query}", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await JsonAsync(response)).GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    public async Task<string> ConversationAsync()
    {
        var user = (await PostAsync(client, $"/v2/apps/{appId}/users", new { })).GetProperty("user").GetProperty("id").GetString();
        var body = new { type = "personal", participants = new[] { new { userId = user } } };
        return (await PostAsync(client, $"/v2/apps/{appId}/conversations", body)).GetProperty("conversation").GetProperty("id").GetString()!;
    }

    public async Task SetAsync(object settings)
    {
        using var response = await client.PatchAsJsonAsync($"/v2/apps/{appId}", new { settings }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public async Task<string> TokenAsync(string path) =>
        (await PostAsync(client, $"{AttachmentsPath}/token", new { paths = new[] { path } })).GetProperty("tokens").GetProperty(path).GetString()!;

    public async Task<string> LinkAsync(string mediaUrl, long expiresIn = 600, bool download = false) =>
        (await PostAsync(client, $"{AttachmentsPath}/links", new { mediaUrl, expiresIn, download })).GetProperty("link").GetProperty("url").GetString()!;

    public async Task<(HttpStatusCode Status, string Title)> RefusalAsync(string operation, object body)
    {
        using var response = await client.PostAsJsonAsync($"{AttachmentsPath}/{operation}", body, TestContext.Current.CancellationToken);
        return (response.StatusCode, await Uploads.TitleOfAsync(response));
    }

    /// <summary>Asks for the cookie of a token; what the browser would keep, with its attributes, or <c>null</c>.</summary>
    public async Task<string?> SetCookieAsync(string token, HttpMethod? method = null)
    {
        using var response = await SendAsync(method ?? HttpMethod.Get, $"{AttachmentsPath}/cookie", ("Authorization", $"Bearer {token}"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return response.Headers.GetValues("Set-Cookie").Single();
    }

    /// <summary>A request of somebody who has nothing but these header fields.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Url, url));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await reader.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string url, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, url, headers);

    public async Task<int> StatusAsync(string url, params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(url, headers);
        return (int)response.StatusCode;
    }

    public static (string Name, string Value) Cookie(string value) => ("Cookie", $"parhelion_media={value}");

    public static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    public (string Name, string Value) Basic() => ("Authorization", client.DefaultRequestHeaders.Authorization!.ToString());

    public void Dispose()
    {
        client.Dispose();
        reader.Dispose();
    }

    private string AttachmentsPath => $"/v2/apps/{appId}/attachments";

    private static async Task<(string Id, string Secret)> NewKeyAsync(HttpClient account, string app)
    {
        var key = (await PostAsync(account, $"/v2/apps/{app}/keys", new { displayName = "Key" })).GetProperty("key");
        return (key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return await JsonAsync(response);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
}
