using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>Switchboards and control of conversations, by the official SDKs.</summary>
public sealed class SwitchboardTests : IAsyncLifetime
{
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Switchboard_is_set_up_control_goes_round_and_all_is_deleted(string version)
    {
        var walk = new Walk();
        var (bot, desk) = (Integration(walk), Integration(walk));
        var made = walk.Call("SwitchboardsApi", "createSwitchboard", server.AppId);
        object switchboard = made["switchboard", "id"];
        var second = walk.Call("SwitchboardsApi", "createSwitchboard", server.AppId);
        var human = walk.Call("SwitchboardIntegrationsApi", "createSwitchboardIntegration", server.AppId, switchboard, new { name = "human", integrationId = desk["integration", "id"], deliverStandbyEvents = false });
        var machine = walk.Call(
            "SwitchboardIntegrationsApi", "createSwitchboardIntegration", server.AppId, switchboard,
            new { name = "machine", integrationId = bot["integration", "id"], nextSwitchboardIntegrationId = human["switchboardIntegration", "id"], messageHistoryCount = 5 });
        var renamed = walk.Call(
            "SwitchboardIntegrationsApi", "updateSwitchboardIntegration", server.AppId, switchboard, human["switchboardIntegration", "id"], new { deliverStandbyEvents = true });
        var enabled = walk.Call(
            "SwitchboardsApi", "updateSwitchboard", server.AppId, switchboard, new { enabled = true, defaultSwitchboardIntegrationId = machine["switchboardIntegration", "id"] });
        var (boards, parts) = (walk.Call("SwitchboardsApi", "listSwitchboards", server.AppId), walk.Call("SwitchboardIntegrationsApi", "listSwitchboardIntegrations", server.AppId, switchboard));
        var user = walk.Call("UsersApi", "createUser", server.AppId, new { });
        var conversation = walk.Call("ConversationsApi", "createConversation", server.AppId, new { type = "personal", participants = new[] { new { userId = user["user", "id"] } } });
        object id = conversation["conversation", "id"];
        var offered = Act(walk, "offerControl", id, new { switchboardIntegration = "next", metadata = new { why = "question" } });
        var pending = walk.Call("ConversationsApi", "getConversation", server.AppId, id);
        var accepted = Act(walk, "acceptControl", id, new { metadata = new { agent = "Ada" } });
        var afterAccept = walk.Call("ConversationsApi", "getConversation", server.AppId, id);
        var again = Act(walk, "acceptControl", id, new { });
        var passed = Act(walk, "passControl", id, new { switchboardIntegration = "machine" });
        var afterPass = walk.Call("ConversationsApi", "getConversation", server.AppId, id);
        var released = walk.Call("SwitchboardActionsApi", "releaseControl", server.AppId, id);
        var afterRelease = walk.Call("ConversationsApi", "getConversation", server.AppId, id);
        var read = walk.Call("ActivitiesApi", "postActivity", server.AppId, id, new { type = "conversation:read", author = new { type = "user", userId = user["user", "id"] } });
        var isDefault = walk.Call("SwitchboardIntegrationsApi", "deleteSwitchboardIntegration", server.AppId, switchboard, machine["switchboardIntegration", "id"]);
        var gone = walk.Call("SwitchboardsApi", "deleteSwitchboard", server.AppId, switchboard);
        var none = walk.Call("SwitchboardIntegrationsApi", "listSwitchboardIntegrations", server.AppId, switchboard);

        var results = await new Sdk(server, version).RunAsync(walk);

        foreach (var step in (Step[])[renamed, enabled, user, conversation, offered, accepted, passed, released, read, gone]) Assert.True(results[step].IsOk, results[step].Json.ToString());
        Assert.False(results[made].Data.GetProperty("switchboard").GetProperty("enabled").GetBoolean());
        Assert.Equal((400, "bad_request", "Only one switchboard can be created per app"), results[second].Error);
        Assert.Equal(
            results[machine].Data.GetProperty("switchboardIntegration").GetProperty("id").GetString(),
            results[boards].Data.GetProperty("switchboards")[0].GetProperty("defaultSwitchboardIntegrationId").GetString());
        Assert.Equal(["human", "machine"], results[parts].Data.GetProperty("switchboardIntegrations").EnumerateArray().Select(part => part.GetProperty("name").GetString()!));
        Assert.Equal(("machine", null), ControlOf(results[conversation]));
        Assert.Equal(("machine", "human"), ControlOf(results[pending]));
        Assert.Equal(("human", null), ControlOf(results[afterAccept]));
        Assert.Equal((400, "switchboard_invalid_action", "There is no pendingSwitchboardIntegration"), results[again].Error);
        Assert.Equal(("machine", null), ControlOf(results[afterPass]));
        Assert.Equal((null, null), ControlOf(results[afterRelease]));
        Assert.Equal((400, "bad_request", "The default switchboardIntegration cannot be deleted. Choose another default first"), results[isDefault].Error);
        Assert.Equal((404, "switchboard_not_found", "Switchboard not found"), results[none].Error);
    }

    private Step Integration(Walk walk) => walk.Call(
        "IntegrationsApi", "createIntegration", server.AppId, new { type = "custom", webhooks = new[] { new { target = "http://127.0.0.1:1/", triggers = new[] { "switchboard:passControl" } } } });

    private Step Act(Walk walk, string action, object conversation, object body) => walk.Call("SwitchboardActionsApi", action, server.AppId, conversation, body);

    private static (string? Active, string? Pending) ControlOf(Result result)
    {
        var conversation = result.Data.GetProperty("conversation");
        return (NameOf(conversation, "activeSwitchboardIntegration"), NameOf(conversation, "pendingSwitchboardIntegration"));
    }

    private static string? NameOf(JsonElement conversation, string field) => conversation.TryGetProperty(field, out var shown) ? shown.GetProperty("name").GetString() : null;
}
