using System.Text.Json.Nodes;

namespace Parhelion.Testing.Seeding;

/// <summary>Puts files and conversations into an app, through the HTTP API.</summary>
/// <param name="client">A client with the key of the app.</param>
/// <param name="appId">Id of the app.</param>
internal sealed class Seeder(HttpClient client, string appId)
{
    public async Task<SeedResult> RunAsync(SeedData data, CancellationToken cancellationToken)
    {
        var result = new SeedResult();
        foreach (var file in data.Files) result.Urls[file.Name] = await client.UploadAsync(appId, file, "", cancellationToken);
        foreach (var conversation in data.Conversations) result.Conversations[conversation.UserExternalId] = await AddAsync(conversation, result, cancellationToken);
        return result;
    }

    private async Task<string> AddAsync(SeedConversation conversation, SeedResult result, CancellationToken cancellationToken)
    {
        await client.PostAsync($"/v2/apps/{appId}/users", new JsonObject { ["externalId"] = conversation.UserExternalId }, cancellationToken);
        var participant = new JsonObject { ["userExternalId"] = conversation.UserExternalId };
        var created = await client.PostAsync($"/v2/apps/{appId}/conversations", new JsonObject { ["type"] = "personal", ["participants"] = new JsonArray(participant) }, cancellationToken);
        var id = created["conversation"]!["id"]!.GetValue<string>();
        foreach (var file in conversation.Files)
        {
            var url = await client.UploadAsync(appId, file, $"&for=message&conversationId={id}", cancellationToken);
            await client.PostAsync($"/v2/apps/{appId}/conversations/{id}/messages", Message(url), cancellationToken);
            result.Urls[file.Name] = url;
        }

        return id;
    }

    private static JsonObject Message(string mediaUrl) => new()
    {
        ["author"] = new JsonObject { ["type"] = "business" },
        ["content"] = new JsonObject { ["type"] = "file", ["mediaUrl"] = mediaUrl },
    };
}
