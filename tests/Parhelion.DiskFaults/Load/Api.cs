using System.Net.Http.Json;
using System.Text.Json;

namespace Parhelion.DiskFaults.Load;

/// <summary>The calls of the API that the load and the checks make, each with its status.</summary>
internal sealed class Api(HttpClient client, string appId, string mediaBaseUrl) : IDisposable
{
    /// <summary>The calls for resumable uploads.</summary>
    public UploadApi Uploads { get; } = new(client, appId);

    /// <summary>Uploads; the path of the media URL if the status is 201.</summary>
    public async Task<(int Status, string Path)> UploadAsync(byte[] bytes, string name, string query = "")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "source", name } };
        using var response = await client.PostAsync(Of($"attachments?access=public{query}"), form);
        if ((int)response.StatusCode != 201) return ((int)response.StatusCode, "");
        return (201, new Uri((await JsonAsync(response)).GetProperty("attachment").GetProperty("mediaUrl").GetString()!).AbsolutePath);
    }

    /// <summary>Removes an attachment by its media URL.</summary>
    public async Task<int> RemoveAsync(string path)
    {
        using var response = await client.PostAsJsonAsync(Of("attachments/remove"), new { mediaUrl = mediaBaseUrl + path });
        return (int)response.StatusCode;
    }

    /// <summary>Makes a user.</summary>
    public Task<(int Status, string Id)> AddUserAsync() => AddAsync("users", new { }, made => made.GetProperty("user"));

    /// <summary>Makes a personal conversation.</summary>
    public Task<(int Status, string Id)> AddConversationAsync(string userId) =>
        AddAsync("conversations", new { type = "personal", participants = new[] { new { userId } } }, made => made.GetProperty("conversation"));

    /// <summary>Posts a message that carries a file.</summary>
    public Task<(int Status, string Id)> PostAsync(string conversationId, string path) => AddAsync(
        $"conversations/{conversationId}/messages",
        new { author = new { type = "business" }, content = new { type = "file", mediaUrl = mediaBaseUrl + path } },
        made => made.GetProperty("messages")[0]);

    /// <summary>Deletes what is at a path below the app.</summary>
    public async Task<int> DeleteAsync(string path)
    {
        using var response = await client.DeleteAsync(Of(path));
        return (int)response.StatusCode;
    }

    /// <summary>Reads what is at a media URL.</summary>
    public async Task<(int Status, byte[] Bytes)> ReadAsync(string path)
    {
        using var response = await client.GetAsync(path);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>The hashes of the media URLs whose receipts have <c>erasedAt</c>.</summary>
    public async Task<List<string>> ErasedAsync()
    {
        var erased = new List<string>();
        for (string? after = ""; after is not null;)
        {
            using var response = await client.GetAsync(Of($"attachments/receipts?page[size]=100{after}"));
            response.EnsureSuccessStatusCode();
            var page = await JsonAsync(response);
            erased.AddRange(page.GetProperty("receipts").EnumerateArray().Where(receipt => receipt.TryGetProperty("erasedAt", out _))
                .Select(receipt => receipt.GetProperty("mediaUrlHash").GetString()!));
            after = page.GetProperty("meta").TryGetProperty("afterCursor", out var cursor) ? $"&page[after]={cursor.GetString()}" : null;
        }

        return erased;
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private async Task<(int Status, string Id)> AddAsync(string path, object body, Func<JsonElement, JsonElement> made)
    {
        using var response = await client.PostAsJsonAsync(Of(path), body);
        return ((int)response.StatusCode, (int)response.StatusCode == 201 ? made(await JsonAsync(response)).GetProperty("id").GetString()! : "");
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    private string Of(string rest) => $"/v2/apps/{appId}/{rest}";
}
