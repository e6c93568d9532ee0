using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>What tests of webhooks do again and again.</summary>
internal static class Hooks
{
    public static string PathOf(ParhelionServer server, string rest = "") => $"/v2/apps/{server.AppId}/integrations{rest}";

    /// <summary>Makes an integration with a webhook.</summary>
    public static async Task<JsonElement> IntegrateAsync(ParhelionServer server, string target, bool includeFullUser = false, params string[] triggers)
    {
        using var client = server.CreateClient();
        using var response = await client.PostAsJsonAsync(
            PathOf(server), new { type = "custom", displayName = "Desk", webhooks = new[] { new { target, triggers, includeFullUser } } }, TestContext.Current.CancellationToken);
        var body = await JsonAsync(response);
        Assert.True((int)response.StatusCode == 201, body.ToString());
        return body.GetProperty("integration");
    }

    /// <summary>A key of an integration.</summary>
    public static async Task<(string Id, string Secret)> KeyAsync(ParhelionServer server, string integrationId)
    {
        using var client = server.CreateClient();
        using var response = await client.PostAsJsonAsync(PathOf(server, $"/{integrationId}/keys"), new { displayName = "Desk" }, TestContext.Current.CancellationToken);
        var key = (await JsonAsync(response)).GetProperty("key");
        return (key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public static async Task SayAsync(ParhelionServer server, string conversationId, string text)
    {
        using var client = server.CreateClient();
        using var response = await client.PostAsJsonAsync(
            $"/v2/apps/{server.AppId}/conversations/{conversationId}/messages",
            new { author = new { type = "business" }, content = new { type = "text", text } },
            TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)response.StatusCode);
    }
}
