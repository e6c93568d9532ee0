using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>A server that the tests of a class share, so each looks only at what it has made itself. Its clock stands still unless a test moves
/// it: answers are known to the millisecond.</summary>
public class ChatServer(HomeKind kind) : IAsyncLifetime
{
    private HttpClient client = null!;
    private Home home = null!;

    public ParhelionServer Server { get; private set; } = null!;

    public HomeKind Kind => kind;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));

    /// <summary>The time as answers write it.</summary>
    public string Now => Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    public string AppPath => $"/v2/apps/{Server.AppId}";

    public static string Missing => "0123456789abcdef01234567";

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        Server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.TimeProvider = Clock;
            },
            TestContext.Current.CancellationToken);
        client = Server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Server.DisposeAsync();
        await home.DisposeAsync();
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Reply> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<Reply> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, json);

    /// <summary>Calls the app: <paramref name="path"/> goes on from the app's unless it begins with <c>/v2</c> or is a whole URL.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? json = null, HttpClient? by = null)
    {
        var isWhole = path.StartsWith("/v2", StringComparison.Ordinal) || path.StartsWith("http", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(method, isWhole ? path : AppPath + path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await (by ?? client).SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Id of a new user.</summary>
    public async Task<string> UserAsync(string json = "{}") => (await PostAsync("/users", json)).Created();

    /// <summary>Id of a new personal conversation.</summary>
    public async Task<string> PersonalAsync(string? userId = null) =>
        (await PostAsync("/conversations", $$"""{"type":"personal","participants":[{"userId":"{{userId ?? await UserAsync()}}"}]}""")).Created();

    /// <summary>Id of a new group.</summary>
    public async Task<string> GroupAsync(params string[] userIds)
    {
        var participants = string.Join(',', userIds.Select(id => $$"""{"userId":"{{id}}","subscribeSDKClient":false}"""));
        return (await PostAsync("/conversations", $$"""{"type":"sdkGroup","participants":[{{participants}}]}""")).Created();
    }

    /// <summary>Posts a message of the business.</summary>
    public Task<Reply> PostContentAsync(string conversationId, string content) =>
        PostAsync($"/conversations/{conversationId}/messages", $$"""{"author":{"type":"business"},"content":{{content}}}""");

    /// <summary>Id of a new text of the business.</summary>
    public async Task<string> TextAsync(string conversationId, string text = "Hello") =>
        (await PostContentAsync(conversationId, $$"""{"type":"text","text":"{{text}}"}""")).Json.GetProperty("messages")[0].GetProperty("id").GetString()!;

    /// <summary>Media URL of a new upload.</summary>
    public async Task<string> UploadAsync(string name, string query = "access=public&for=message", byte[]? bytes = null)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes ?? Uploads.Png), "source", name } };
        using var response = await client.PostAsync(Uploads.PathOf(Server, query), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    /// <summary>Another app of the account, and a client with its key.</summary>
    public async Task<(string Id, HttpClient Client)> OtherAppAsync()
    {
        using var account = Server.CreateAccountClient();
        var id = (await SendAsync(HttpMethod.Post, "/v2/apps", """{"displayName":"Other"}""", account)).Created();
        var key = (await SendAsync(HttpMethod.Post, $"/v2/apps/{id}/keys", """{"displayName":"Key"}""", account)).Json.GetProperty("key");
        return (id, Server.CreateClient(key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!));
    }
}

/// <summary>One that keeps everything in its folder.</summary>
public sealed class SqliteChatServer() : ChatServer(HomeKind.SqliteDisk);

/// <summary>One that keeps its rows in PostgreSQL.</summary>
public sealed class PostgresChatServer() : ChatServer(HomeKind.PostgresDisk);
