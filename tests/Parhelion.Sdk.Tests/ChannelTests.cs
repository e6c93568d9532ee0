using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>Integrations of channels and OAuth, by the official SDKs.</summary>
public sealed class ChannelTests : IAsyncLifetime
{
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(Consent.Register, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Channels_are_set_up_listed_changed_and_deleted(string version)
    {
        var walk = new Walk();
        var made = walk.Call("IntegrationsApi", "createIntegration", server.AppId, new { type = "twilio", displayName = "SMS", accountSid = "AC1", authToken = "t", phoneNumberSid = "PN1" });
        var custom = walk.Call("IntegrationsApi", "createIntegration", server.AppId, new { type = "custom", webhooks = new[] { new { target = "https://a.example/", triggers = new[] { "conversation:message" } } } });
        var web = walk.Call("IntegrationsApi", "createIntegration", server.AppId, new { type = "web", brandColor = "abc" });
        var faulty = walk.Call("IntegrationsApi", "createIntegration", server.AppId, new { type = "telegram" });
        var id = made["integration", "id"];
        var found = walk.Call("IntegrationsApi", "getIntegration", server.AppId, id);
        var changed = walk.Call("IntegrationsApi", "updateIntegration", server.AppId, web["integration", "id"], new { displayName = "Site", brandColor = "def" });
        var listed = walk.Call("IntegrationsApi", "listIntegrations", server.AppId, new { filter = new { types = "twilio,web" }, page = new { size = 10 } });
        var keys = walk.Call("CustomIntegrationApiKeysApi", "listCustomIntegrationKeys", server.AppId, id);
        var deleted = walk.Call("IntegrationsApi", "deleteIntegration", server.AppId, id);
        var gone = walk.Call("IntegrationsApi", "getIntegration", server.AppId, id);

        var results = await new Sdk(server, version).RunAsync(walk);

        Assert.Equal(("twilio", "inactive", "SMS"), Shown(results[made]));
        Assert.Equal(("twilio", "inactive", "SMS"), Shown(results[found]));
        Assert.Equal("active", results[custom].Data.GetProperty("integration").GetProperty("status").GetString());
        Assert.Equal(("web", "inactive", "Site"), Shown(results[changed]));
        Assert.Equal(["twilio", "web"], results[listed].Data.GetProperty("integrations").EnumerateArray().Select(one => one.GetProperty("type").GetString()!));
        Assert.Equal((400, "bad_request", "should have required property 'token'"), results[faulty].Error);
        Assert.Equal((400, "bad_request", "API keys are available only for custom integrations"), results[keys].Error);
        Assert.True(results[deleted].IsOk);
        Assert.Equal((404, "integration_not_found", "Integration not found"), results[gone].Error);
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Program_exchanges_its_code_works_and_gives_its_access_back(string version)
    {
        var code = await Consent.CodeAsync(server);
        var walk = new Walk();
        var page = walk.Call("OAuthEndpointsApi", "authorize", Consent.ClientId, "code", new { state = "x" });
        var body = new { code, grant_type = "authorization_code", client_id = Consent.ClientId, client_secret = Consent.Secret };
        var token = walk.Call("OAuthEndpointsApi", "getToken", body);
        walk.Bearer(token["access_token"]);
        var user = walk.Call("UsersApi", "createUser", server.AppId, new { externalId = version });
        var webhook = walk.Call("WebhooksApi", "createWebhook", server.AppId, "me", new { target = "https://bot.example/hook", triggers = new[] { "conversation:message" } });
        var revoked = walk.Call("OAuthEndpointsApi", "revokeAccess");
        var after = walk.Call("UsersApi", "getUser", server.AppId, version);

        // Any token, so that the SDK sends tokens and not the key.
        var results = await new Sdk(server, version).WithJwt(server.AppKeyId, server.AppKeySecret, "app", TimeSpan.FromMinutes(5)).RunAsync(walk);

        Assert.True(results[page].IsOk, results[page].Json.ToString());
        Assert.Equal("Bearer", results[token].Data.GetProperty("token_type").GetString());
        Assert.Equal(version, results[user].Data.GetProperty("user").GetProperty("externalId").GetString());
        Assert.Equal("https://bot.example/hook", results[webhook].Data.GetProperty("webhook").GetProperty("target").GetString());
        Assert.True(results[revoked].IsOk, results[revoked].Json.ToString());
        Assert.Equal((401, "unauthorized", "Invalid credentials"), results[after].Error);
    }

    private static (string?, string?, string?) Shown(Result result)
    {
        var integration = result.Data.GetProperty("integration");
        return (integration.GetProperty("type").GetString(), integration.GetProperty("status").GetString(), integration.GetProperty("displayName").GetString());
    }
}
