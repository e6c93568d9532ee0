using System.Text;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>Clients, devices and references of messages, by the official SDKs. Version 9.15.0 has no devices, and only 14.1.0 has references. None has the other new
/// operations.</summary>
public sealed class ClientWalkTests : IAsyncLifetime
{
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Clients_are_created_listed_and_removed(string version)
    {
        var integration = await IntegrationAsync();
        var walk = new Walk();
        var user = walk.Call("UsersApi", "createUser", server.AppId, new { externalId = "crm/7 ü%" });
        var conversation = walk.Call(
            "ConversationsApi", "createConversation", server.AppId, new { type = "personal", participants = new[] { new { userId = user["user", "id"], subscribeSDKClient = true } } });
        var created = walk.Call(
            "ClientsApi", "createClient", server.AppId, "crm/7 ü%",
            new
            {
                matchCriteria = new { type = "whatsapp", integrationId = integration, phoneNumber = "+15550001234", primary = true },
                confirmation = new { type = "immediate" },
                target = new { conversationId = conversation["conversation", "id"] },
            });
        var listed = walk.Call("ClientsApi", "listClients", server.AppId, "crm/7 ü%", new { });
        var page = walk.Call("ClientsApi", "listClients", server.AppId, user["user", "id"], new { page = new { size = 1 } });
        var participants = walk.Call("ParticipantsApi", "listParticipants", server.AppId, conversation["conversation", "id"], new { });
        var removed = walk.Call("ClientsApi", "removeClient", server.AppId, user["user", "id"], created["client", "id"]);
        var again = walk.Call("ClientsApi", "removeClient", server.AppId, user["user", "id"], created["client", "id"]);
        var sdk = walk.Call("ClientsApi", "removeClient", server.AppId, user["user", "id"], listed["clients", 0, "id"]);

        var results = await new Sdk(server, version).RunAsync(walk);

        Assert.Equal("pending", results[created].Data.GetProperty("client").GetProperty("status").GetString());
        Assert.Equal(
            [("sdk", "active"), ("whatsapp", "active")],
            results[listed].Data.GetProperty("clients").EnumerateArray().Select(client => (client.GetProperty("type").GetString()!, client.GetProperty("status").GetString()!)));
        Assert.True(results[page].Data.GetProperty("meta").GetProperty("hasMore").GetBoolean());
        Assert.Equal(
            ["whatsapp", "sdk"],
            results[participants].Data.GetProperty("participants")[0].GetProperty("clientAssociations").EnumerateArray().Select(client => client.GetProperty("type").GetString()!).OrderDescending(StringComparer.Ordinal));
        Assert.True(results[removed].IsOk, results[removed].Json.ToString());
        Assert.Equal((404, "client_not_found", "Client not found"), results[again].Error);
        Assert.Equal((400, "bad_request", "Cannot remove a client of type 'sdk'"), results[sdk].Error);
    }

    [Theory]
    [InlineData("sdk-12")]
    [InlineData("sdk-14")]
    public async Task Devices_are_none(string version)
    {
        var walk = new Walk();
        var user = walk.Call("UsersApi", "createUser", server.AppId, new { });
        var listed = walk.Call("DevicesApi", "listDevices", server.AppId, user["user", "id"]);
        var one = walk.Call("DevicesApi", "getDevice", server.AppId, user["user", "id"], "0123456789abcdef01234567");

        var results = await new Sdk(server, version).RunAsync(walk);

        Assert.True(results[listed].IsOk, results[listed].Json.ToString());
        // Version 12.5.0 reads the answer as a list of clients, and drops the devices.
        if (version != "sdk-12") Assert.Equal(0, results[listed].Data.GetProperty("devices").GetArrayLength());
        Assert.Equal((404, "device_not_found", "Device not found"), results[one].Error);
    }

    [Fact]
    public async Task Reference_of_a_message_is_accepted()
    {
        var walk = new Walk();
        var user = walk.Call("UsersApi", "createUser", server.AppId, new { });
        var conversation = walk.Call("ConversationsApi", "createConversation", server.AppId, new { type = "personal", participants = new[] { new { userId = user["user", "id"] } } });
        var reference = new { url = "https://example.com/d", bid = "b", key = "00", signature = "01", owner = "o" };
        var accepted = walk.Call(
            "ConversationsApi", "downloadMessageRef", server.AppId, conversation["conversation", "id"], new { userId = user["user", "id"], apple = new { interactiveDataRef = reference } });

        var results = await new Sdk(server, "sdk-14").RunAsync(walk);

        Assert.True(results[accepted].IsOk, results[accepted].Json.ToString());
    }

    private async Task<string> IntegrationAsync()
    {
        using var client = server.CreateClient();
        using var body = new StringContent("""{"type":"whatsapp"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync($"/v2/apps/{server.AppId}/integrations", body, TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("integration").GetProperty("id").GetString()!;
    }
}
