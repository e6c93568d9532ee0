using System.Text.Json;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Webhooks;

namespace Parhelion.Server.Tests.Switchboards;

/// <summary>An app with integrations whose webhooks are all received here.</summary>
internal sealed class SwitchboardApp : IAsyncDisposable
{
    private readonly SwitchboardServer server;
    private readonly Receiver receiver;

    private SwitchboardApp(SwitchboardServer server, string id, Receiver receiver) => (this.server, Id, this.receiver) = (server, id, receiver);

    public string Id { get; }

    /// <summary>Id of the switchboard.</summary>
    public string Switchboard { get; private set; } = "";

    public Receiver Receiver => receiver;

    public static async Task<SwitchboardApp> StartAsync(SwitchboardServer server, string id) => new(server, id, await Receiver.StartAsync());

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    public Task<Reply> GetAsync(string path, HttpClient? by = null) => server.SendAsync(HttpMethod.Get, PathOf(path), null, by);

    public Task<Reply> DeleteAsync(string path) => server.SendAsync(HttpMethod.Delete, PathOf(path));

    public Task<Reply> PatchAsync(string path, string json) => server.SendAsync(HttpMethod.Patch, PathOf(path), json);

    public Task<Reply> PostAsync(string path, string? json = null, HttpClient? by = null) => server.SendAsync(HttpMethod.Post, PathOf(path), json, by);

    /// <summary>Id of a new switchboard.</summary>
    public async Task<string> SwitchAsync() => Switchboard = (await PostAsync("/switchboards")).Created();

    /// <summary>Id of a new integration whose webhook wants these events.</summary>
    public async Task<string> IntegrateAsync(string name, params string[] triggers)
    {
        var wanted = JsonSerializer.Serialize(triggers.Length == 0 ? EventTypes.All : triggers);
        return (await PostAsync("/integrations", $$"""{"type":"custom","webhooks":[{"target":"{{new Uri(receiver.Address, name)}}","triggers":{{wanted}}}]}""")).Created();
    }

    /// <summary>Id of a new switchboard integration.</summary>
    public async Task<string> LinkAsync(string name, string integrationId, bool standby = false, string? next = null) =>
        (await PostAsync(
            $"/switchboards/{Switchboard}/switchboardIntegrations",
            $$"""{"name":"{{name}}","integrationId":"{{integrationId}}","deliverStandbyEvents":{{(standby ? "true" : "false")}},"nextSwitchboardIntegrationId":{{(next is null ? "null" : $"\"{next}\"")}}}""")).Created();

    public Task<Reply> EnableAsync(string defaultId) =>
        PatchAsync($"/switchboards/{Switchboard}", $$"""{"enabled":true,"defaultSwitchboardIntegrationId":"{{defaultId}}"}""");

    /// <summary>A client with a key of an integration.</summary>
    public async Task<HttpClient> ClientOfAsync(string integrationId)
    {
        var key = (await PostAsync($"/integrations/{integrationId}/keys", """{"displayName":"Key"}""")).Json.GetProperty("key");
        return server.Server.CreateClient(key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
    }

    /// <summary>Ids of a new user and of a personal conversation with that user.</summary>
    public async Task<(string Conversation, string User)> ConverseAsync()
    {
        var user = (await PostAsync("/users", "{}")).Created();
        return ((await PostAsync("/conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}""")).Created(), user);
    }

    /// <summary>Posts a message of a user, or of the business.</summary>
    public async Task SayAsync(string conversation, string? user = null)
    {
        var author = user is null ? """{"type":"business"}""" : $$"""{"type":"user","userId":"{{user}}"}""";
        Assert.Equal(201, (await PostAsync($"/conversations/{conversation}/messages", $$$"""{"author":{{{author}}},"content":{"type":"text","text":"Hello"}}""")).Status);
    }

    /// <summary>Calls an action on control of a conversation, and expects that it succeeds.</summary>
    public async Task ActAsync(string conversation, string action, string? target = null, string? metadata = null, HttpClient? by = null) =>
        (await TryAsync(conversation, action, target, metadata, by)).Is(200, "{}");

    /// <summary>Calls an action on control of a conversation.</summary>
    public Task<Reply> TryAsync(string conversation, string action, string? target = null, string? metadata = null, HttpClient? by = null)
    {
        var fields = new List<string>();
        if (target is not null) fields.Add($"\"switchboardIntegration\":\"{target}\"");
        if (metadata is not null) fields.Add($"\"metadata\":{metadata}");
        return PostAsync($"/conversations/{conversation}/{action}", $"{{{string.Join(',', fields)}}}", by);
    }

    /// <summary>Names of the active and of the pending switchboard integration.</summary>
    public async Task<(string? Active, string? Pending)> ControlAsync(string conversation)
    {
        var shown = (await GetAsync($"/conversations/{conversation}")).Json.GetProperty("conversation");
        return (NameOf(shown, "activeSwitchboardIntegration"), NameOf(shown, "pendingSwitchboardIntegration"));
    }

    public static string? NameOf(JsonElement conversation, string field) => conversation.TryGetProperty(field, out var shown) ? shown.GetProperty("name").GetString() : null;

    /// <summary>Waits until the webhook of an integration was called so often.</summary>
    public async Task<IReadOnlyList<Call>> CallsAsync(string name, int count)
    {
        await Uploads.WaitAsync(() => CallsOf(name).Count >= count, () => $"{name} got {string.Join(", ", CallsOf(name).Select(call => call.Type))}");
        return CallsOf(name);
    }

    /// <summary>The types of the events that an integration has got, in order, once it has got the last one.</summary>
    public async Task<string> TypesAsync(string name, int count) => string.Join(' ', (await CallsAsync(name, count)).Select(call => call.Type));

    private List<Call> CallsOf(string name) => [.. receiver.Calls.Where(call => call.Path == $"/{name}")];

    private string PathOf(string path) => $"/v2/apps/{Id}{path}";
}
