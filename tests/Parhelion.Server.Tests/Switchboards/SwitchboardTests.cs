using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.Tests.Switchboards;

/// <summary>Switchboards and their integrations: made, changed, deleted, and what becomes of them when something else is deleted.</summary>
public abstract class SwitchboardTests(SwitchboardServer server)
{
    private const string Missing = "0123456789abcdef01234567";

    [Fact]
    public async Task Switchboard_is_created_listed_enabled_and_deleted()
    {
        await using var app = await server.AppAsync();
        (await app.GetAsync("/switchboards")).Is(200, """{"switchboards":[]}""");
        var made = await app.PostAsync("/switchboards");
        var id = made.Created();
        made.Is(201, $$$"""{"switchboard":{"id":"{{{id}}}","enabled":false}}""");
        (await app.PostAsync("/switchboards")).IsProblem(400, "bad_request", "Only one switchboard can be created per app");
        var path = $"/switchboards/{id}";

        (await app.PatchAsync(path, """{"enabled":true}""")).IsProblem(
            404, "switchboard_integration_not_found", "Enabled switchboard must have an associated default switchboardIntegration");
        (await app.PatchAsync(path, $$"""{"defaultSwitchboardIntegrationId":"{{Missing}}"}""")).IsProblem(404, "switchboard_integration_not_found", "SwitchboardIntegration not found");
        (await app.PatchAsync(path, """{"enabled":"yes","defaultSwitchboardIntegrationId":7}""")).IsBad("'enabled' should be boolean", "'defaultSwitchboardIntegrationId' should be string");
        var bot = (await app.PostAsync($"{path}/switchboardIntegrations", $$"""{"name":"bot","integrationId":"{{await app.IntegrateAsync("bot")}}"}""")).Created();
        var enabled = $$"""{"id":"{{id}}","enabled":true,"defaultSwitchboardIntegrationId":"{{bot}}"}""";
        (await app.PatchAsync(path, $$"""{"enabled":true,"defaultSwitchboardIntegrationId":"{{bot}}"}""")).Is(200, $$"""{"switchboard":{{enabled}}}""");
        (await app.PatchAsync(path, """{"enabled":null,"defaultSwitchboardIntegrationId":null}""")).Is(200, $$"""{"switchboard":{{enabled}}}""");
        (await app.GetAsync("/switchboards")).Is(200, $$"""{"switchboards":[{{enabled}}]}""");

        (await app.DeleteAsync(path)).Is(200, "{}");
        (await app.DeleteAsync(path)).IsProblem(404, "switchboard_not_found", "Switchboard not found");
        (await app.PatchAsync(path, "{}")).IsProblem(404, "switchboard_not_found", "Switchboard not found");
        (await app.GetAsync($"{path}/switchboardIntegrations")).IsProblem(404, "switchboard_not_found", "Switchboard not found");
        (await app.GetAsync("/switchboards")).Is(200, """{"switchboards":[]}""");
        Assert.Single((await app.GetAsync("/integrations")).Ids());
        await app.SwitchAsync();
        (await app.GetAsync($"/switchboards/{app.Switchboard}/switchboardIntegrations")).Is(200, """{"switchboardIntegrations":[]}""");
    }

    [Fact]
    public async Task Switchboard_integration_is_created_listed_updated_and_deleted()
    {
        await using var app = await server.AppAsync();
        var path = $"/switchboards/{await app.SwitchAsync()}/switchboardIntegrations";
        var (bot, desk) = (await app.IntegrateAsync("bot"), await app.IntegrateAsync("desk"));

        var made = await app.PostAsync(path, $$"""{"name":"bot-1_A","integrationId":"{{bot}}"}""");
        var first = made.Created();
        var firstJson = $$"""{"id":"{{first}}","name":"bot-1_A","integrationId":"{{bot}}","integrationType":"custom","deliverStandbyEvents":true}""";
        made.Is(201, $$"""{"switchboardIntegration":{{firstJson}}}""");
        made = await app.PostAsync(
            path, $$"""{"name":"desk","integrationId":"{{desk}}","deliverStandbyEvents":false,"nextSwitchboardIntegrationId":"{{first}}","messageHistoryCount":10}""");
        var second = made.Created();
        var secondJson = $$"""{"id":"{{second}}","name":"desk","integrationId":"{{desk}}","integrationType":"custom","deliverStandbyEvents":false,"nextSwitchboardIntegrationId":"{{first}}","messageHistoryCount":10}""";
        made.Is(201, $$"""{"switchboardIntegration":{{secondJson}}}""");
        (await app.GetAsync(path)).Is(200, $$"""{"switchboardIntegrations":[{{firstJson}},{{secondJson}}]}""");

        (await app.DeleteAsync($"{path}/{first}")).IsProblem(
            400, "bad_request", "The switchboardIntegration cannot be deleted because it is the next one of another switchboardIntegration");
        (await app.PatchAsync($"{path}/{second}", "{}")).Is(200, $$"""{"switchboardIntegration":{{secondJson}}}""");
        (await app.PatchAsync($"{path}/{second}", """{"name":"people","nextSwitchboardIntegrationId":null,"messageHistoryCount":null,"deliverStandbyEvents":true}""")).Is(
            200, $$$"""{"switchboardIntegration":{"id":"{{{second}}}","name":"people","integrationId":"{{{desk}}}","integrationType":"custom","deliverStandbyEvents":true}}""");
        await app.EnableAsync(second);
        (await app.DeleteAsync($"{path}/{second}")).IsProblem(400, "bad_request", "The default switchboardIntegration cannot be deleted. Choose another default first");
        (await app.DeleteAsync($"{path}/{first}")).Is(200, "{}");
        (await app.DeleteAsync($"{path}/{first}")).IsProblem(404, "switchboard_integration_not_found", "SwitchboardIntegration not found");
        (await app.PatchAsync($"{path}/{first}", "{}")).IsProblem(404, "switchboard_integration_not_found", "SwitchboardIntegration not found");
        (await app.PatchAsync($"{path}/{second}", $$"""{"integrationId":"{{bot}}"}""")).Is(
            200, $$$"""{"switchboardIntegration":{"id":"{{{second}}}","name":"people","integrationId":"{{{bot}}}","integrationType":"custom","deliverStandbyEvents":true}}""");
    }

    public static TheoryData<string, string[]> Faults { get; } = new()
    {
        { "{}", ["should have exactly one of 'integrationId', 'integrationType'", "should have required property 'name'"] },
        { """{"name":"a b","integrationId":"x"}""", ["'name' should have only the letters A to Z, digits, - and _"] },
        { """{"name":"é","integrationId":"x"}""", ["'name' should have only the letters A to Z, digits, - and _"] },
        { """{"name":"next","integrationId":"x"}""", ["'name' should not be next, which stands for the next switchboard integration"] },
        { """{"name":"","integrationId":"x"}""", ["'name' should have 1 to 128 characters"] },
        { """{"name":"a","integrationId":"x","integrationType":"custom"}""", ["should have exactly one of 'integrationId', 'integrationType'"] },
        { """{"name":"a","integrationId":"x","messageHistoryCount":11,"deliverStandbyEvents":1}""", ["'deliverStandbyEvents' should be boolean", "'messageHistoryCount' should be an integer from 1 to 10"] },
        { """{"name":"a","integrationId":"x","messageHistoryCount":0,"nextSwitchboardIntegrationId":1}""", ["'nextSwitchboardIntegrationId' should be string", "'messageHistoryCount' should be an integer from 1 to 10"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faulty_switchboard_integration_is_refused_with_its_faults(string body, string[] titles)
    {
        await using var app = await server.AppAsync();
        (await app.PostAsync($"/switchboards/{await app.SwitchAsync()}/switchboardIntegrations", body)).IsBad(titles);
    }

    [Fact]
    public async Task What_a_switchboard_integration_names_must_exist_and_be_unique()
    {
        await using var app = await server.AppAsync();
        var path = $"/switchboards/{await app.SwitchAsync()}/switchboardIntegrations";
        var bot = await app.IntegrateAsync("bot");
        (await app.PostAsync(path, $$"""{"name":"bot","integrationId":"{{Missing}}"}""")).IsProblem(404, "integration_not_found", "Integration not found");
        (await app.PostAsync(path, """{"name":"bot","integrationId":"a\u0000b"}""")).IsProblem(404, "integration_not_found", "Integration not found");
        (await app.PostAsync(path, """{"name":"bot","integrationType":"zd:agentWorkspace"}""")).IsProblem(404, "integration_not_found", "Integration not found");
        (await app.PostAsync($"/switchboards/{Missing}/switchboardIntegrations", """{"name":"bot","integrationType":"custom"}""")).IsProblem(404, "switchboard_not_found", "Switchboard not found");
        (await app.PostAsync(path, $$"""{"name":"bot","integrationType":"custom","nextSwitchboardIntegrationId":"{{Missing}}"}""")).IsProblem(
            404, "switchboard_integration_not_found", "SwitchboardIntegration not found");

        // The only integration of its type.
        var made = await app.PostAsync(path, """{"name":"bot","integrationType":"custom"}""");
        Assert.Equal(bot, made.Json.GetProperty("switchboardIntegration").GetProperty("integrationId").GetString());
        var desk = await app.IntegrateAsync("desk");
        (await app.PostAsync(path, """{"name":"desk","integrationType":"custom"}""")).IsBad("Several integrations have this type. Use 'integrationId'");
        (await app.PostAsync(path, $$"""{"name":"bot","integrationId":"{{desk}}"}""")).IsBad("Another switchboardIntegration has this name");
        (await app.PostAsync(path, $$"""{"name":"desk","integrationId":"{{bot}}"}""")).IsBad("Another switchboardIntegration has this integration");
        (await app.PatchAsync($"{path}/{made.Created()}", $$"""{"integrationId":"{{bot}}","integrationType":"custom"}""")).IsBad("should have at most one of 'integrationId', 'integrationType'");
    }

    [Fact]
    public async Task Switchboard_has_ten_switchboard_integrations_at_most()
    {
        await using var app = await server.AppAsync();
        await app.SwitchAsync();
        var integration = "";
        for (var i = 0; i < 10; i++) await app.LinkAsync($"bot-{i}", integration = await app.IntegrateAsync($"bot-{i}"));

        (await app.PostAsync($"/switchboards/{app.Switchboard}/switchboardIntegrations", $$"""{"name":"eleventh","integrationId":"{{integration}}"}""")).IsProblem(
            400, "too_many_switchboard_integrations", "Switchboard has reached the max number of switchboard integrations (10)");
    }

    [Fact]
    public async Task Only_keys_of_the_app_and_of_the_account_may_manage_switchboards()
    {
        await using var app = await server.AppAsync();
        await app.SwitchAsync();
        var bot = await app.IntegrateAsync("bot");
        using var client = await app.ClientOfAsync(bot);

        (await app.GetAsync("/switchboards", client)).IsProblem(403, "forbidden", "Forbidden");
        (await app.PostAsync($"/switchboards/{app.Switchboard}/switchboardIntegrations", $$"""{"name":"bot","integrationId":"{{bot}}"}""", client)).IsProblem(403, "forbidden", "Forbidden");
        (await app.GetAsync("/switchboards", server.Server.CreateClient())).IsProblem(403, "forbidden", "Forbidden");
    }

    [Fact]
    public async Task Deleted_integration_leaves_the_switchboard_and_disables_it_if_it_was_the_default()
    {
        await using var app = await server.AppAsync();
        var path = $"/switchboards/{await app.SwitchAsync()}/switchboardIntegrations";
        var (bot, desk, other) = (await app.IntegrateAsync("bot"), await app.IntegrateAsync("desk"), await app.IntegrateAsync("other"));
        var first = await app.LinkAsync("bot", bot);
        var second = await app.LinkAsync("desk", desk, next: first);
        var third = await app.LinkAsync("other", other, next: second);
        await app.EnableAsync(first);

        Assert.Equal(200, (await app.DeleteAsync($"/integrations/{desk}")).Status);
        Assert.Equal([first, third], (await app.GetAsync(path)).Ids());
        Assert.DoesNotContain("next", (await app.GetAsync(path)).Body, StringComparison.Ordinal);
        Assert.True((await app.GetAsync("/switchboards")).Json.GetProperty("switchboards")[0].GetProperty("enabled").GetBoolean());

        Assert.Equal(200, (await app.DeleteAsync($"/integrations/{bot}")).Status);
        (await app.GetAsync("/switchboards")).Is(200, $$$"""{"switchboards":[{"id":"{{{app.Switchboard}}}","enabled":false}]}""");
    }

    [Fact]
    public async Task Nothing_of_it_is_left_of_a_deleted_app()
    {
        await using var app = await server.AppAsync();
        await app.SwitchAsync();
        await app.LinkAsync("bot", await app.IntegrateAsync("bot"));

        Assert.Equal(200, (await app.DeleteAsync("")).Status);

        var database = server.Server.Services.GetRequiredService<Database>();
        await Uploads.WaitAsync(
            async () => await database.ReadAsync(
                async (session, token) => await SwitchboardTable.FindOfAppAsync(session, app.Id, token) is null
                    && (await SwitchboardIntegrationTable.ListAsync(session, app.Switchboard, token)).Count == 0,
                TestContext.Current.CancellationToken),
            () => "The switchboard is still there");
    }
}

public sealed class SqliteSwitchboardTests(SqliteSwitchboardServer server) : SwitchboardTests(server), IClassFixture<SqliteSwitchboardServer>;

public sealed class PostgresSwitchboardTests(PostgresSwitchboardServer server) : SwitchboardTests(server), IClassFixture<PostgresSwitchboardServer>;
