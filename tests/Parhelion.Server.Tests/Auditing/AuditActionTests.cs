using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;

namespace Parhelion.Server.Tests.Auditing;

/// <summary>What the audit log has after each kind of call, and that nothing is there of a call that changed nothing.</summary>
public sealed class AuditActionTests
{
    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Apps_keys_integrations_and_webhooks_are_recorded(HomeKind kind)
    {
        await using var audited = await AuditedServer.StartAsync(kind);
        var (server, account) = (audited.Server, audited.Account);
        var expected = new List<string>();
        void Expect(string action, string by, string? app, string subject, string detail = "") => expected.Add($"{action} by {by} in {app ?? "-"}: {subject} {detail}".TrimEnd());
        var byAccount = $"{server.AccountKeyId} account";
        async Task<string> MakeAsync(HttpClient client, string path, object body, string name) =>
            (await AuditedServer.SendAsync(client, HttpMethod.Post, path, body, 201)).GetProperty(name).GetProperty("id").GetString()!;

        var entries = await audited.EntriesOfAsync(async () =>
        {
            var app = await MakeAsync(account, "/v2/apps", new { displayName = "A" }, "app");
            Expect("app.create", byAccount, app, app);
            var path = $"/v2/apps/{app}";
            await AuditedServer.SendAsync(account, HttpMethod.Patch, path, new { displayName = "B", metadata = new { x = "y" }, settings = new { attachmentsAccess = "private", attachmentsMaxBytes = 9 } }, 200);
            Expect("app.update", byAccount, app, app, """{"changed":["displayName","metadata","settings.attachmentsAccess","settings.attachmentsMaxBytes"]}""");
            await AuditedServer.SendAsync(account, HttpMethod.Patch, path, new { settings = new { attachmentsAccess = (string?)null } }, 200);
            Expect("app.update", byAccount, app, app, """{"changed":["settings.attachmentsAccess"]}""");
            await AuditedServer.SendAsync(account, HttpMethod.Patch, path, new { displayName = "B" }, 200);
            Expect("app.update", byAccount, app, app, """{"changed":[]}""");

            var accountKey = await MakeAsync(account, "/v2/account/keys", new { displayName = "K" }, "key");
            Expect("key.create", byAccount, null, accountKey);
            await AuditedServer.SendAsync(account, HttpMethod.Delete, $"/v2/account/keys/{accountKey}", null, 200);
            Expect("key.delete", byAccount, null, accountKey);
            var made = (await AuditedServer.SendAsync(account, HttpMethod.Post, $"{path}/keys", new { displayName = "K" }, 201)).GetProperty("key");
            var (key, secret) = (made.GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!);
            Expect("key.create", byAccount, app, key);

            using var own = server.CreateClient(key, secret);
            var byKey = $"{key} app";
            var hook = new { target = "http://127.0.0.1:1/", triggers = new[] { "conversation:message" } };
            var integration = await MakeAsync(own, $"{path}/integrations", new { type = "custom", webhooks = new[] { hook } }, "integration");
            Expect("integration.create", byKey, app, integration);
            await AuditedServer.SendAsync(own, HttpMethod.Patch, $"{path}/integrations/{integration}", new { displayName = "Desk" }, 200);
            Expect("integration.update", byKey, app, integration, """{"changed":["displayName"]}""");
            made = (await AuditedServer.SendAsync(own, HttpMethod.Post, $"{path}/integrations/{integration}/keys", new { displayName = "K" }, 201)).GetProperty("key");
            var (integrationKey, integrationSecret) = (made.GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!);
            Expect("key.create", byKey, app, integrationKey, $$"""{"integrationId":"{{integration}}"}""");
            using var program = server.CreateClient(integrationKey, integrationSecret);
            var webhook = await MakeAsync(program, $"{path}/integrations/me/webhooks", hook, "webhook");
            Expect("webhook.create", $"{integrationKey} integration", app, webhook, $$"""{"integrationId":"{{integration}}"}""");
            await AuditedServer.SendAsync(own, HttpMethod.Patch, $"{path}/integrations/{integration}/webhooks/{webhook}", new { target = "http://127.0.0.1:2/", includeFullUser = true }, 200);
            Expect("webhook.update", byKey, app, webhook, $$"""{"changed":["target","includeFullUser"],"integrationId":"{{integration}}"}""");
            await AuditedServer.SendAsync(own, HttpMethod.Delete, $"{path}/integrations/{integration}/webhooks/{webhook}", null, 200);
            Expect("webhook.delete", byKey, app, webhook, $$"""{"integrationId":"{{integration}}"}""");
            await AuditedServer.SendAsync(own, HttpMethod.Delete, $"{path}/integrations/{integration}/keys/{integrationKey}", null, 200);
            Expect("key.delete", byKey, app, integrationKey, $$"""{"integrationId":"{{integration}}"}""");
            var switchboard = await MakeAsync(own, $"{path}/switchboards", new { }, "switchboard");
            Expect("switchboard.create", byKey, app, switchboard);
            var linkPath = $"{path}/switchboards/{switchboard}/switchboardIntegrations";
            var link = await MakeAsync(own, linkPath, new { name = "desk", integrationId = integration }, "switchboardIntegration");
            Expect("switchboard_integration.create", byKey, app, link, $$"""{"integrationId":"{{integration}}"}""");
            await AuditedServer.SendAsync(own, HttpMethod.Patch, $"{linkPath}/{link}", new { name = "d", deliverStandbyEvents = false, messageHistoryCount = 3 }, 200);
            Expect("switchboard_integration.update", byKey, app, link, $$"""{"changed":["name","deliverStandbyEvents","messageHistoryCount"],"integrationId":"{{integration}}"}""");
            await AuditedServer.SendAsync(own, HttpMethod.Delete, $"{linkPath}/{link}", null, 200);
            Expect("switchboard_integration.delete", byKey, app, link, $$"""{"integrationId":"{{integration}}"}""");
            link = await MakeAsync(own, linkPath, new { name = "desk", integrationId = integration }, "switchboardIntegration");
            Expect("switchboard_integration.create", byKey, app, link, $$"""{"integrationId":"{{integration}}"}""");
            await AuditedServer.SendAsync(own, HttpMethod.Patch, $"{path}/switchboards/{switchboard}", new { enabled = true, defaultSwitchboardIntegrationId = link }, 200);
            Expect("switchboard.update", byKey, app, switchboard, """{"changed":["enabled","defaultSwitchboardIntegrationId"]}""");
            await AuditedServer.SendAsync(own, HttpMethod.Delete, $"{path}/switchboards/{switchboard}", null, 200);
            Expect("switchboard.delete", byKey, app, switchboard);
            var channel = await MakeAsync(own, $"{path}/integrations", new { type = "whatsapp" }, "integration");
            Expect("integration.create", byKey, app, channel);
            var user = await MakeAsync(own, $"{path}/users", new { zendeskId = "1" }, "user");
            var conversationId = await MakeAsync(own, $"{path}/conversations", new { type = "personal", participants = new[] { new { userId = user } } }, "conversation");
            var criteria = new { type = "whatsapp", integrationId = channel, phoneNumber = "+4930123456" };
            var client = await MakeAsync(own, $"{path}/users/{user}/clients", new { matchCriteria = criteria, confirmation = new { type = "immediate" }, target = new { conversationId } }, "client");
            Expect("client.create", byKey, app, client, $$"""{"integrationId":"{{channel}}","userId":"{{user}}"}""");
            await AuditedServer.SendAsync(own, HttpMethod.Delete, $"{path}/users/{user}/clients/{client}", null, 200);
            Expect("client.delete", byKey, app, client, $$"""{"integrationId":"{{channel}}","userId":"{{user}}"}""");
            var survivor = await MakeAsync(own, $"{path}/users", new { zendeskId = "2" }, "user");
            await AuditedServer.SendAsync(own, HttpMethod.Post, $"{path}/users/1/sync", new { survivingZendeskId = "2" }, 200);
            Expect("user.merge", byKey, app, user, $$"""{"userId":"{{survivor}}"}""");
            await AuditedServer.SendAsync(own, HttpMethod.Delete, $"{path}/integrations/{integration}", null, 200);
            Expect("integration.delete", byKey, app, integration);
            await AuditedServer.SendAsync(account, HttpMethod.Delete, $"{path}/keys/{key}", null, 200);
            Expect("key.delete", byAccount, app, key);
            await AuditedServer.SendAsync(account, HttpMethod.Delete, path, null, 200);
            Expect("app.delete", byAccount, app, app);
        });

        Assert.Equal(expected, entries.Select(LineOf));
        Assert.All(entries, entry =>
        {
            Assert.Equal("node-1", entry.GetProperty("node").GetString());
            Assert.Equal("127.0.0.0/24", entry.GetProperty("address").GetString());
            Assert.True(entry.GetProperty("requestId").GetString()!.Length > 0);
        });
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Deletions_are_recorded_once_for_the_request_that_caused_them(HomeKind kind)
    {
        // A small step, so that most of the attachments are deleted by a cascade.
        await using var audited = await AuditedServer.StartAsync(kind, ("Deletion:StepRows", "40"));
        var server = audited.Server;
        var chat = Chat.Of(server);
        var user = (await chat.UserAsync("external")).Id;
        var personal = (await chat.PersonalAsync(user)).Id;
        var group = (await chat.GroupAsync(user)).Id;
        var urls = new List<string>();
        for (var i = 0; i < 60; i++) urls.Add((await chat.UploadAsync(false, group)).Url);
        var single = (await chat.UploadAsync(false)).Url;
        var attachment = (await audited.App.GetFromJsonAsync<JsonElement>($"/v2/apps/{server.AppId}/attachments?page[size]=1", TestContext.Current.CancellationToken))
            .GetProperty("attachments")[0].GetProperty("id").GetString();
        var message = (await chat.PostAsync(personal, user)).Id;
        await chat.PostAsync(personal, user);
        var by = $"by {server.AppKeyId} app in {server.AppId}";

        var entries = await audited.EntriesOfAsync(async () =>
        {
            Assert.Equal(200, await chat.RemoveAsync(single));
            Assert.Equal(200, await chat.DeleteMessageAsync(personal, message));
            Assert.Equal(200, await chat.DeleteMessagesAsync(personal));
            Assert.Equal(200, await chat.DeleteConversationAsync(group));
            await AuditedServer.SendAsync(audited.App, HttpMethod.Delete, $"/v2/apps/{server.AppId}/users/external/personalinformation", null, 200);
            Assert.Equal(200, await chat.DeleteUserAsync(user));
            var receipts = 0;
            await Uploads.WaitAsync(
                async () => (receipts = (await audited.App.GetFromJsonAsync<JsonElement>($"/v2/apps/{server.AppId}/attachments/receipts?page[size]=100")).GetProperty("receipts").GetArrayLength()) == 61,
                () => $"{receipts} receipts");
        });

        Assert.Equal(
            [
                $"attachment.delete {by}: {attachment}",
                $$"""message.delete {{by}}: {{message}} {"conversationId":"{{personal}}"}""",
                $$"""message.delete_all {{by}}: {{personal}} {"conversationId":"{{personal}}"}""",
                $"conversation.delete {by}: {group}",
                $"user.delete_personal_information {by}: {user}",
                $"user.delete {by}: {user}",
            ],
            entries.Select(LineOf));
    }

    [Fact]
    public async Task First_start_and_commands_are_recorded()
    {
        await using var audited = await AuditedServer.StartAsync(HomeKind.SqliteDisk);
        var server = audited.Server;
        Assert.Equal(
            [
                $"app.create by server - in {server.AppId}: {server.AppId}", $"key.create by server - in -: {server.AccountKeyId}",
                $"key.create by server - in {server.AppId}: {server.AppKeyId}",
            ],
            (await audited.EntriesAsync()).Select(LineOf));
        string[] settings = [$"--Parhelion:DataDirectory={server.DataDirectory}", "--Parhelion:Audit:Node=desk"];

        var entries = await audited.EntriesOfAsync(async () =>
        {
            var made = await Verbs.VerbRun.OfAsync(["keys", "create", "Deploy", .. settings]);
            Assert.True(made.ExitCode == 0, made.Errors);
            var key = made.Output.Split(' ', '\n').Single(word => word.StartsWith("act_", StringComparison.Ordinal));
            Assert.Equal(0, (await Verbs.VerbRun.OfAsync(["keys", "delete", key, .. settings])).ExitCode);
            Assert.Equal(1, (await Verbs.VerbRun.OfAsync(["keys", "delete", key, .. settings])).ExitCode);
        });

        Assert.Equal(["key.create by command -", "key.delete by command -"], entries.Select(entry => LineOf(entry).Split(" in ")[0]));
        Assert.All(entries, entry => Assert.Equal("desk", entry.GetProperty("node").GetString()));
        Assert.All(entries, entry => Assert.False(entry.TryGetProperty("requestId", out _)));
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Call_that_changes_nothing_leaves_no_entry(HomeKind kind)
    {
        await using var audited = await AuditedServer.StartAsync(kind);
        var (server, account) = (audited.Server, audited.Account);
        var app = $"/v2/apps/{server.AppId}";
        const string Missing = "0123456789abcdef01234567";
        var url = await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        var unknown = url.Replace(new Uri(url).Segments[^2].TrimEnd('/'), new string('a', 24), StringComparison.Ordinal);
        for (var i = 0; i < 9; i++) await AuditedServer.SendAsync(account, HttpMethod.Post, $"{app}/keys", new { displayName = "K" }, 201);

        var entries = await audited.EntriesOfAsync(async () =>
        {
            await AuditedServer.SendAsync(account, HttpMethod.Post, $"{app}/keys", new { displayName = "K" }, 400);
            await AuditedServer.SendAsync(account, HttpMethod.Delete, $"{app}/keys/app_{Missing}", null, 404);
            await AuditedServer.SendAsync(account, HttpMethod.Delete, $"/v2/account/keys/{server.AccountKeyId}", null, 400);
            await AuditedServer.SendAsync(account, HttpMethod.Delete, $"/v2/apps/{Missing}", null, 404);
            await AuditedServer.SendAsync(account, HttpMethod.Patch, app, new { displayName = "B", settings = new { attachmentsMaxBytes = -1 } }, 400);
            await AuditedServer.SendAsync(audited.App, HttpMethod.Delete, $"{app}/conversations/{Missing}", null, 404);
            await AuditedServer.SendAsync(audited.App, HttpMethod.Delete, $"{app}/users/{Missing}", null, 404);
            await AuditedServer.SendAsync(audited.App, HttpMethod.Delete, $"{app}/integrations/{Missing}", null, 404);
            await AuditedServer.SendAsync(audited.App, HttpMethod.Post, $"{app}/attachments/remove", new { mediaUrl = unknown }, 404);
            await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        });

        Assert.Empty(entries.Select(LineOf));
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Transaction_that_is_not_committed_leaves_no_entry(HomeKind kind)
    {
        await using var audited = await AuditedServer.StartAsync(kind);
        var database = audited.Server.Services.GetRequiredService<Database>();
        var actor = new AuditActor("node-1", AuditActor.Server);
        var token = TestContext.Current.CancellationToken;

        var entries = await audited.EntriesOfAsync(async () =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync<bool>(
                async session =>
                {
                    await actor.RecordAsync(session, TimeProvider.System, AuditActions.AppUpdate, null, "rolled back");
                    throw new InvalidOperationException();
                },
                token));
            await database.WriteAsync(
                async session =>
                {
                    await actor.RecordAsync(session, TimeProvider.System, AuditActions.AppUpdate, null, "committed");
                    return true;
                },
                token);
        });

        Assert.Equal(["app.update by server - in -: committed"], entries.Select(LineOf));
    }

    internal static string LineOf(JsonElement entry)
    {
        string TextOf(string name) => entry.TryGetProperty(name, out var value) ? value.ToString() : "-";
        var detail = entry.TryGetProperty("detail", out var more) ? more.GetRawText() : "";
        return $"{TextOf("action")} by {TextOf("actor")} {TextOf("scope")} in {TextOf("appId")}: {TextOf("subjectId")} {detail}".TrimEnd();
    }
}
