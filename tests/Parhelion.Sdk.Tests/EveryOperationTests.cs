using System.Text.Json;
using Parhelion.Server.Tests;
using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>All operations of Sunshine Conversations, by the official SDKs with nothing changed but the host, each answer validated by our OpenAPI document. Where a version
/// of an SDK lacks an operation, its client makes the request without it.</summary>
public sealed class EveryOperationTests(EveryOperationTests.Host host) : IClassFixture<EveryOperationTests.Host>
{
    private const string Missing = "0123456789abcdef01234567";

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Every_operation_of_the_specification_is_called_and_answers_as_described(string version)
    {
        var walk = new Walk();
        Apps(walk);
        walk.Basic(host.Server.AppKeyId, host.Server.AppKeySecret);
        walk.CallOrRequest("OAuthEndpointsApi", "getTokenInfo", [], "GET", ["v2", "tokenInfo"]);
        Users(walk, version);
        Conversations(walk, version);
        Clients(walk, version);
        Attachments(walk);
        Integrations(walk);
        Switchboards(walk);
        await OAuthAsync(walk);
        var exchanges = Path.Combine(host.Folder, $"{version}.json");

        var results = await new Sdk(host.Server, version).WithBasic(host.Server.AccountKeyId, host.Server.AccountKeySecret).RunAsync(walk, exchanges);

        var document = Path.Combine(host.Folder, "v2.json");
        using var validated = JsonDocument.Parse(await NpmTool.NodeAsync("contract.js", "validate", document, exchanges));
        Assert.Empty(validated.RootElement.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        var called = validated.RootElement.GetProperty("operations").EnumerateArray().Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal);
        var failed = results.Json.EnumerateArray().Where(result => !result.GetProperty("ok").GetBoolean()).Select(result => result.GetRawText());
        // No user has devices.
        Assert.Contains("device_not_found", Assert.Single(failed), StringComparison.Ordinal);
        using var described = JsonDocument.Parse(await File.ReadAllTextAsync(document, TestContext.Current.CancellationToken));
        var documented = ConformanceTests.OperationsOf(described).Except(ConformanceTests.OwnOperations, StringComparer.Ordinal).ToList();
        Assert.Equal(68, documented.Count);
        Assert.Equal(["GetDevice"], documented.Except(called, StringComparer.Ordinal));
    }

    private static void Apps(Walk walk)
    {
        object app = walk.Call("AppsApi", "createApp", new { displayName = "Other", metadata = new { region = "north" } })["app", "id"];
        walk.Call("AppsApi", "listApps", new { page = new { size = 1 } });
        walk.Call("AppsApi", "getApp", app);
        walk.Call("AppsApi", "updateApp", app, new { displayName = "Another", settings = new { multiConvoEnabled = true } });
        object key = walk.Call("AppKeysApi", "createAppKey", app, new { displayName = "Key" })["key", "id"];
        walk.Call("AppKeysApi", "listAppKeys", app);
        walk.Call("AppKeysApi", "getAppKey", app, key);
        walk.Call("AppKeysApi", "deleteAppKey", app, key);
        walk.Call("AppsApi", "deleteApp", app);
    }

    private void Users(Walk walk, string version)
    {
        var app = host.Server.AppId;
        object user = walk.Call("UsersApi", "createUser", app, new { externalId = $"ada {version}", profile = new { givenName = "Ada" }, metadata = new { tier = "gold" } })["user", "id"];
        walk.Call("UsersApi", "getUser", app, $"ada {version}");
        var identities = new { zendeskId = $"1-{version}", identities = new[] { new { type = "email", value = $"{version}@example.com", verification = "sso" } } };
        walk.Call("UsersApi", "updateUser", app, user, identities);
        walk.CallOrRequest("UsersApi", "listUsers", [app, new { filter = new { identities = new { email = $"{version}@example.com" } } }], "GET", ["v2", "apps", app, "users"], query: $"?filter[identities.email]={version}%40example.com");
        walk.CallOrRequest("UsersApi", "syncUser", [app, $"1-{version}", new { survivingZendeskId = $"2-{version}" }], "POST", ["v2", "apps", app, "users", $"1-{version}", "sync"], new { survivingZendeskId = $"2-{version}" });
        walk.Call("UsersApi", "updateUser", app, user, new { profile = new { surname = "Byron" } });
        walk.CallOrRequest("DevicesApi", "listDevices", [app, user], "GET", ["v2", "apps", app, "users", user, "devices"]);
        walk.CallOrRequest("DevicesApi", "getDevice", [app, user, Missing], "GET", ["v2", "apps", app, "users", user, "devices", Missing]);
        walk.Call("UsersApi", "deleteUserPersonalInformation", app, user);
        walk.Call("UsersApi", "deleteUser", app, user);
    }

    private void Conversations(Walk walk, string version)
    {
        var app = host.Server.AppId;
        object user = walk.Call("UsersApi", "createUser", app, new { externalId = $"grace {version}" })["user", "id"];
        object group = walk.Call("ConversationsApi", "createConversation", app, new { type = "sdkGroup", displayName = "Order 7", metadata = new { order = 7 } })["conversation", "id"];
        walk.Call("ParticipantsApi", "joinConversation", app, group, new { userId = user, subscribeSDKClient = true });
        walk.Call("ParticipantsApi", "listParticipants", app, group, new { page = new { size = 1 } });
        walk.Call("ActivitiesApi", "postActivity", app, group, new { type = "conversation:read", author = new { type = "user", userId = user } });
        walk.Call("ConversationsApi", "getConversation", app, group);
        walk.Call("ConversationsApi", "updateConversation", app, group, new { displayName = "Order 8" });
        walk.Call("ConversationsApi", "listConversations", app, new { userId = user }, new { page = new { size = 1 } });
        object message = walk.Call("MessagesApi", "postMessage", app, group, new { author = new { type = "business" }, content = new { type = "text", text = "Hello" } })["messages", 0, "id"];
        walk.Call("MessagesApi", "listMessages", app, group, new { });
        walk.Call("MessagesApi", "deleteMessage", app, group, message);
        walk.Call("MessagesApi", "deleteAllMessages", app, group);
        var download = new { userId = user, apple = new { interactiveDataRef = new { url = "https://example.com/d", bid = "b", key = "00", signature = "01", owner = "o" } } };
        walk.CallOrRequest("MessagesApi", "downloadMessageRef", [app, group, download], "POST", ["v2", "apps", app, "conversations", group, "download"], download);
        var events = new { instagram = new { payload = new { data = new[] { new { event_name = "Purchase", event_time = 1752161233 } } } } };
        walk.CallOrRequest("ConversionEventsApi", "postConversionEvents", [app, group, events], "POST", ["v2", "apps", app, "conversations", group, "conversionEvents"], events);
        walk.Call("ParticipantsApi", "leaveConversation", app, group, new { userId = user });
        walk.Call("ConversationsApi", "deleteConversation", app, group);
    }

    private void Clients(Walk walk, string version)
    {
        var app = host.Server.AppId;
        object user = walk.Call("UsersApi", "createUser", app, new { externalId = $"mary {version}" })["user", "id"];
        object conversation = walk.Call("ConversationsApi", "createConversation", app, new { type = "personal", participants = new[] { new { userId = user, subscribeSDKClient = true } } })["conversation", "id"];
        object integration = walk.Call("IntegrationsApi", "createIntegration", app, new { type = "whatsapp" })["integration", "id"];
        var link = new
        {
            matchCriteria = new { type = "whatsapp", integrationId = integration, phoneNumber = "+15550001234", primary = true },
            confirmation = new { type = "immediate" },
            target = new { conversationId = conversation },
        };
        object client = walk.Call("ClientsApi", "createClient", app, user, link)["client", "id"];
        walk.Call("ClientsApi", "listClients", app, user, new { page = new { size = 1 } });
        walk.Call("ClientsApi", "removeClient", app, user, client);
        walk.Call("IntegrationsApi", "deleteIntegration", app, integration);
    }

    private void Attachments(Walk walk)
    {
        object url = walk.Call("AttachmentsApi", "uploadAttachment", host.Server.AppId, "public", new Dictionary<string, string> { ["$file"] = host.File }, new { })["attachment", "mediaUrl"];
        walk.Call("AttachmentsApi", "deleteAttachment", host.Server.AppId, new { mediaUrl = url });
    }

    private void Integrations(Walk walk)
    {
        var app = host.Server.AppId;
        object integration = Custom(walk);
        walk.Call("IntegrationsApi", "listIntegrations", app, new { filter = new { types = "custom" }, page = new { size = 1 } });
        walk.Call("IntegrationsApi", "getIntegration", app, integration);
        walk.Call("IntegrationsApi", "updateIntegration", app, integration, new { displayName = "Front desk" });
        object key = walk.Call("CustomIntegrationApiKeysApi", "createCustomIntegrationKey", app, integration, new { displayName = "Key" })["key", "id"];
        walk.Call("CustomIntegrationApiKeysApi", "listCustomIntegrationKeys", app, integration);
        walk.Call("CustomIntegrationApiKeysApi", "getCustomIntegrationKey", app, integration, key);
        walk.Call("CustomIntegrationApiKeysApi", "deleteCustomIntegrationKey", app, integration, key);
        object webhook = walk.Call("WebhooksApi", "createWebhook", app, integration, new { target = "https://example.com/hook", triggers = new[] { "conversation:message" } })["webhook", "id"];
        walk.Call("WebhooksApi", "listWebhooks", app, integration);
        walk.Call("WebhooksApi", "getWebhook", app, integration, webhook);
        walk.Call("WebhooksApi", "updateWebhook", app, integration, webhook, new { triggers = new[] { "user:remove" } });
        walk.Call("WebhooksApi", "deleteWebhook", app, integration, webhook);
        walk.Call("IntegrationsApi", "deleteIntegration", app, integration);
    }

    private void Switchboards(Walk walk)
    {
        var app = host.Server.AppId;
        object switchboard = walk.Call("SwitchboardsApi", "createSwitchboard", app)["switchboard", "id"];
        var (bot, desk) = (Custom(walk), Custom(walk));
        object human = walk.Call("SwitchboardIntegrationsApi", "createSwitchboardIntegration", app, switchboard, new { name = "human", integrationId = desk })["switchboardIntegration", "id"];
        object machine = walk.Call("SwitchboardIntegrationsApi", "createSwitchboardIntegration", app, switchboard, new { name = "machine", integrationId = bot })["switchboardIntegration", "id"];
        walk.Call("SwitchboardIntegrationsApi", "updateSwitchboardIntegration", app, switchboard, machine, new { nextSwitchboardIntegrationId = human });
        walk.Call("SwitchboardIntegrationsApi", "listSwitchboardIntegrations", app, switchboard);
        walk.Call("SwitchboardsApi", "updateSwitchboard", app, switchboard, new { enabled = true, defaultSwitchboardIntegrationId = machine });
        walk.Call("SwitchboardsApi", "listSwitchboards", app);
        object conversation = walk.Call("ConversationsApi", "createConversation", app, new { type = "sdkGroup" })["conversation", "id"];
        walk.Call("SwitchboardActionsApi", "offerControl", app, conversation, new { switchboardIntegration = "next" });
        walk.Call("SwitchboardActionsApi", "acceptControl", app, conversation, new { metadata = new { agent = "Ada" } });
        walk.Call("SwitchboardActionsApi", "passControl", app, conversation, new { switchboardIntegration = "machine" });
        walk.Call("SwitchboardActionsApi", "releaseControl", app, conversation);
        walk.Call("SwitchboardsApi", "updateSwitchboard", app, switchboard, new { enabled = false });
        walk.Call("SwitchboardIntegrationsApi", "updateSwitchboardIntegration", app, switchboard, machine, new { nextSwitchboardIntegrationId = (string?)null });
        walk.Call("SwitchboardIntegrationsApi", "deleteSwitchboardIntegration", app, switchboard, human);
        walk.Call("SwitchboardsApi", "deleteSwitchboard", app, switchboard);
        foreach (var integration in (object[])[bot, desk]) walk.Call("IntegrationsApi", "deleteIntegration", app, integration);
    }

    private async Task OAuthAsync(Walk walk)
    {
        walk.Call("OAuthEndpointsApi", "authorize", Consent.ClientId, "code", new { state = "x" });
        var body = new { code = await Consent.CodeAsync(host.Server), grant_type = "authorization_code", client_id = Consent.ClientId, client_secret = Consent.Secret };
        walk.Bearer(walk.Call("OAuthEndpointsApi", "getToken", body)["access_token"]);
        walk.Call("OAuthEndpointsApi", "revokeAccess");
    }

    private object Custom(Walk walk) => walk.Call(
        "IntegrationsApi", "createIntegration", host.Server.AppId, new { type = "custom", webhooks = new[] { new { target = "https://example.com/hook", triggers = new[] { "user:remove" } } } })["integration", "id"];

    /// <summary>One server for all versions, and its OpenAPI document.</summary>
    public sealed class Host : IAsyncLifetime
    {
        public ParhelionServer Server { get; private set; } = null!;

        public string Folder { get; } = Directory.CreateTempSubdirectory("parhelion-sdk-").FullName;

        public string File => Path.Combine(Folder, "plan.txt");

        public async ValueTask InitializeAsync()
        {
            Server = await ParhelionServer.StartAsync(Consent.Register, TestContext.Current.CancellationToken);
            using var client = new HttpClient { BaseAddress = Listening.UrlOf(Server) };
            await System.IO.File.WriteAllTextAsync(File, "Plan", TestContext.Current.CancellationToken);
            await System.IO.File.WriteAllBytesAsync(
                Path.Combine(Folder, "v2.json"), await client.GetByteArrayAsync("/openapi/v2.json", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
