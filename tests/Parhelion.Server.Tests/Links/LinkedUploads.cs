using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Server.Tests.Private;

namespace Parhelion.Server.Tests.Links;

/// <summary>Creates upload links with the key of an app, and uploads to them without any.</summary>
internal static class LinkedUploads
{
    public static async Task<string> CreateAsync(PrivateApp app, object body)
    {
        using var response = await app.Client.PostAsJsonAsync($"/v2{app.AppPath}/attachments/uploadLinks", body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("uploadLink").GetProperty("url").GetString()!;
    }

    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string url, byte[]? content = null, string name = "a.png")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content ?? Uploads.Png), "source", name } };
        return await client.PostAsync(url, form, TestContext.Current.CancellationToken);
    }

    /// <summary>Uploads, and returns the status and the code of the first error.</summary>
    public static async Task<(int Status, string? Code)> TryAsync(HttpClient client, string url, byte[]? content = null, string name = "a.png")
    {
        using var response = await PostAsync(client, url, content, name);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, body.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("code").GetString() : null);
    }

    public static async Task<string> UploadAsync(HttpClient client, string url, byte[]? content = null, string name = "a.png")
    {
        using var response = await PostAsync(client, url, content, name);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }
}
