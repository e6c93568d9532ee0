using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Parhelion.Testing.Seeding;

/// <summary>Calls of the HTTP API that set a test up.</summary>
internal static class ApiCalls
{
    /// <summary>Posts JSON and returns the response.</summary>
    /// <exception cref="InvalidOperationException">The server refused the call.</exception>
    public static async Task<JsonNode> PostAsync(this HttpClient client, string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await client.SendAsync(path, content, cancellationToken);
    }

    /// <summary>Uploads a file and returns its media URL.</summary>
    /// <exception cref="InvalidOperationException">The server refused the file.</exception>
    public static async Task<string> UploadAsync(this HttpClient client, string appId, SeedFile file, string query, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(file.Content);
        using var form = new MultipartFormDataContent { { content, "source", file.Name } };
        var answer = await client.SendAsync($"/v2/apps/{appId}/attachments?access={file.Access}{query}", form, cancellationToken);
        return answer["attachment"]!["mediaUrl"]!.GetValue<string>();
    }

    /// <summary>Creates an app with a key; needs an account key.</summary>
    /// <exception cref="InvalidOperationException">The server refused the call.</exception>
    public static async Task<TestApp> CreateAppAsync(this HttpClient client, string displayName, CancellationToken cancellationToken)
    {
        var app = (await client.PostAsync("/v2/apps", Named(displayName), cancellationToken))["app"]!["id"]!.GetValue<string>();
        var key = (await client.PostAsync($"/v2/apps/{app}/keys", Named(displayName), cancellationToken))["key"]!;
        return new TestApp(app, key["id"]!.GetValue<string>(), key["secret"]!.GetValue<string>());
    }

    /// <summary>Basic credentials.</summary>
    public static AuthenticationHeaderValue Basic(string keyId, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{keyId}:{secret}")));

    private static JsonObject Named(string displayName) => new() { ["displayName"] = displayName };

    private static async Task<JsonNode> SendAsync(this HttpClient client, string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(path, content, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"POST {path.Split('?')[0]} returned {(int)response.StatusCode}: {body}");
        return JsonNode.Parse(body)!;
    }
}
