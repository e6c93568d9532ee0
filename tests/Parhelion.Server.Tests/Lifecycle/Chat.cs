using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>A business that chats through the API: each operation as one call, with its status.</summary>
internal sealed class Chat(HttpClient client, string appId)
{
    public string AppId => appId;

    public HttpClient Client => client;

    public static Chat Of(ParhelionServer server) => new(server.CreateClient(), server.AppId);

    public static async Task<Chat> OfNewAppAsync(HttpClient account)
    {
        using var response = await account.PostAsJsonAsync("/v2/apps", new { displayName = "Chat" });
        return new Chat(account, (await JsonAsync(response)).GetProperty("app").GetProperty("id").GetString()!);
    }

    public Task<(int Status, string Id)> UserAsync(string? externalId = null) => MakeAsync("users", externalId is null ? new { } : new { externalId }, "user");

    public Task<(int Status, string Id)> PersonalAsync(string userId) =>
        MakeAsync("conversations", new { type = "personal", participants = new[] { new { userId } } }, "conversation");

    public Task<(int Status, string Id)> GroupAsync(params string[] userIds) =>
        MakeAsync("conversations", new { type = "sdkGroup", participants = userIds.Select(userId => new { userId, subscribeSDKClient = true }) }, "conversation");

    public Task<(int Status, string Url)> UploadAsync(bool forMessage, string? conversationId = null, string text = "hello", string name = "file.txt") =>
        UploadAsync(forMessage, conversationId, Encoding.UTF8.GetBytes(text), name);

    public async Task<(int Status, string Url)> UploadAsync(bool forMessage, string? conversationId, byte[] bytes, string name)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "source", name } };
        var query = $"access=public{(forMessage ? "&for=message" : "")}{(conversationId is null ? "" : $"&conversationId={conversationId}")}";
        using var response = await client.PostAsync($"{Path("attachments")}?{query}", form);
        var url = (int)response.StatusCode == 201 ? (await JsonAsync(response)).GetProperty("attachment").GetProperty("mediaUrl").GetString()! : "";
        return ((int)response.StatusCode, url);
    }

    /// <summary>Posts a message that carries these attachments: one as a file, several as a carousel.</summary>
    public async Task<(int Status, string Id)> PostAsync(string conversationId, string? userId, params string[] urls)
    {
        object author = userId is null ? new { type = "business" } : new { type = "user", userId };
        object content = urls.Length switch
        {
            0 => new { type = "text", text = "hello" },
            1 => new { type = "file", mediaUrl = urls[0] },
            _ => new { type = "carousel", items = urls.Select(mediaUrl => new { title = "item", mediaUrl, actions = new[] { new { type = "postback", text = "ok", payload = "ok" } } }) },
        };
        using var response = await client.PostAsJsonAsync(Path($"conversations/{conversationId}/messages"), new { author, content });
        var id = (int)response.StatusCode == 201 ? (await JsonAsync(response)).GetProperty("messages")[0].GetProperty("id").GetString()! : "";
        return ((int)response.StatusCode, id);
    }

    public async Task<int> RemoveAsync(string mediaUrl)
    {
        using var response = await client.PostAsJsonAsync(Path("attachments/remove"), new { mediaUrl });
        return (int)response.StatusCode;
    }

    public Task<int> DeleteMessageAsync(string conversationId, string id) => DeleteAsync($"conversations/{conversationId}/messages/{id}");

    public Task<int> DeleteMessagesAsync(string conversationId) => DeleteAsync($"conversations/{conversationId}/messages");

    public Task<int> DeleteConversationAsync(string id) => DeleteAsync($"conversations/{id}");

    public Task<int> DeleteUserAsync(string id) => DeleteAsync($"users/{id}");

    public async Task<int> DeleteAppAsync()
    {
        using var response = await client.DeleteAsync($"/v2/apps/{appId}");
        return (int)response.StatusCode;
    }

    public async Task<int> LeaveAsync(string conversationId, string userId)
    {
        using var response = await client.PostAsJsonAsync(Path($"conversations/{conversationId}/leave"), new { userId });
        return (int)response.StatusCode;
    }

    public async Task SetAsync(object settings)
    {
        using var response = await client.PatchAsJsonAsync($"/v2/apps/{appId}", new { settings });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public async Task<int> StatusAsync(string path)
    {
        using var response = await client.GetAsync(Path(path));
        return (int)response.StatusCode;
    }

    /// <summary>The text at a media URL; <c>null</c> when there is none any more.</summary>
    public async Task<string?> ReadAsync(string url)
    {
        using var response = await client.GetAsync(new Uri(new Uri(client.BaseAddress!, "/"), new Uri(url).AbsolutePath));
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Looks at a rendition of a picture, which may have to be made; the status.</summary>
    public async Task<int> ViewAsync(string url)
    {
        using var response = await client.GetAsync(new Uri(new Uri(client.BaseAddress!, "/"), new Uri(url).AbsolutePath + StoredPictures.Query));
        return (int)response.StatusCode;
    }

    public async Task<bool> LivesAsync(string url) => await ReadAsync(url) is not null;

    /// <summary>The ids and media URLs of all messages of a conversation; <c>null</c> when it is gone.</summary>
    public async Task<Dictionary<string, List<string>>?> MessagesAsync(string conversationId)
    {
        var all = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        string? before = null;
        do
        {
            using var response = await client.GetAsync(Path($"conversations/{conversationId}/messages{(before is null ? "" : $"?page[before]={before}")}"));
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            var page = await JsonAsync(response);
            foreach (var message in page.GetProperty("messages").EnumerateArray()) all.Add(message.GetProperty("id").GetString()!, UrlsOf(message.GetProperty("content")));
            before = page.GetProperty("meta").TryGetProperty("beforeCursor", out var cursor) ? cursor.GetString() : null;
        }
        while (before is not null);
        return all;
    }

    /// <summary>All receipts of the app.</summary>
    public async Task<List<JsonElement>> ReceiptsAsync(string filter = "")
    {
        var all = new List<JsonElement>();
        string? after = null;
        do
        {
            using var response = await client.GetAsync($"{Path("attachments/receipts")}?page[size]=100{filter}{(after is null ? "" : $"&page[after]={after}")}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var page = await JsonAsync(response);
            all.AddRange(page.GetProperty("receipts").EnumerateArray());
            after = page.GetProperty("meta").TryGetProperty("afterCursor", out var cursor) ? cursor.GetString() : null;
        }
        while (after is not null);
        return all;
    }

    /// <summary>Why an attachment was deleted, as its one receipt says.</summary>
    public async Task<string> ReasonAsync(string url)
    {
        var receipt = Assert.Single(await ReceiptsAsync($"&filter[mediaUrl]={Uri.EscapeDataString(url)}"));
        return receipt.GetProperty("reason").GetString()!;
    }

    private static List<string> UrlsOf(JsonElement content)
    {
        if (content.TryGetProperty("mediaUrl", out var url)) return [url.GetString()!];
        return content.TryGetProperty("items", out var items) ? [.. items.EnumerateArray().Select(item => item.GetProperty("mediaUrl").GetString()!)] : [];
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    private async Task<(int Status, string Id)> MakeAsync(string path, object body, string name)
    {
        using var response = await client.PostAsJsonAsync(Path(path), body);
        var id = (int)response.StatusCode == 201 ? (await JsonAsync(response)).GetProperty(name).GetProperty("id").GetString()! : "";
        return ((int)response.StatusCode, id);
    }

    private async Task<int> DeleteAsync(string path)
    {
        using var response = await client.DeleteAsync(Path(path));
        return (int)response.StatusCode;
    }

    private string Path(string rest) => $"/v2/apps/{appId}/{rest}";
}
