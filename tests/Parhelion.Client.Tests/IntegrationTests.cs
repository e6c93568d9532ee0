using System.Net;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Integrations, webhooks, media tokens and signed links, against the real server.</summary>
public sealed class IntegrationTests
{
    private static readonly WebhookCreateBody Hook = new() { Target = "https://desk.example/hook", Triggers = [EventTypes.ConversationMessage] };

    [Fact]
    public async Task Integrations_and_their_keys_are_created_changed_listed_and_deleted()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();

        var made = await client.Integrations.CreateIntegrationAsync(server.AppId, new IntegrationCreateBody { Type = Integration.Custom, DisplayName = "Desk", Webhooks = [Hook] });
        Assert.Equal(("Desk", "https://desk.example/hook"), (made.DisplayName, Assert.Single(made.Webhooks).Target));
        Assert.Equal(made.Id, (await client.Integrations.GetIntegrationAsync(server.AppId, made.Id)).Id);
        Assert.Equal([made.Id], await client.Integrations.ListIntegrationsAsync(server.AppId, Integration.Custom).Select(found => found.Id).ToListAsync());
        Assert.Null((await client.Integrations.UpdateIntegrationAsync(server.AppId, made.Id, new IntegrationUpdateBody { FieldsToClear = [IntegrationField.DisplayName] })).DisplayName);

        var key = await client.Integrations.CreateIntegrationKeyAsync(server.AppId, made.Id, "Desk");
        Assert.Equal([key], await client.Integrations.ListIntegrationKeysAsync(server.AppId, made.Id));
        using var desk = server.CreateParhelionClient(options => options.Credentials = ParhelionCredentials.SigningKey(key.Id, key.Secret));
        Assert.Equal(made.Webhooks[0].Id, Assert.Single(await desk.Webhooks.ListWebhooksAsync(server.AppId, WebhooksClient.Me)).Id);
        await client.Integrations.DeleteIntegrationKeyAsync(server.AppId, made.Id, key.Id);
        Assert.Equal(401, (await Assert.ThrowsAsync<ParhelionException>(() => desk.Webhooks.ListWebhooksAsync(server.AppId, WebhooksClient.Me))).Status);

        await client.Integrations.DeleteIntegrationAsync(server.AppId, made.Id);
        var gone = await Assert.ThrowsAsync<ParhelionException>(() => client.Integrations.GetIntegrationAsync(server.AppId, made.Id));
        Assert.Equal((404, ProblemCodes.IntegrationNotFound), (gone.Status, gone.Code));
    }

    [Fact]
    public async Task Webhooks_are_created_changed_listed_and_deleted()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var integration = await client.Integrations.CreateIntegrationAsync(server.AppId, new IntegrationCreateBody { Type = Integration.Custom, Webhooks = [Hook] });

        var made = await client.Webhooks.CreateWebhookAsync(server.AppId, integration.Id, Hook with { IncludeFullUser = true });
        Assert.True(made.IncludeFullUser);
        Assert.Equal(made.Secret, (await client.Webhooks.GetWebhookAsync(server.AppId, integration.Id, made.Id)).Secret);
        var changed = await client.Webhooks.UpdateWebhookAsync(server.AppId, integration.Id, made.Id, new WebhookUpdateBody { Triggers = [EventTypes.UserRemove] });
        Assert.Equal([EventTypes.UserRemove], changed.Triggers);
        Assert.Equal(2, (await client.Webhooks.ListWebhooksAsync(server.AppId, integration.Id)).Count);

        await client.Webhooks.DeleteWebhookAsync(server.AppId, integration.Id, made.Id);
        Assert.Equal(404, (await Assert.ThrowsAsync<ParhelionException>(() => client.Webhooks.GetWebhookAsync(server.AppId, integration.Id, made.Id))).Status);
    }

    [Fact]
    public async Task Switchboards_are_created_changed_listed_and_deleted_and_control_goes_round()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var (bot, desk) = (await IntegrateAsync(), await IntegrateAsync());
        var board = await client.Switchboards.CreateSwitchboardAsync(server.AppId);
        Assert.False(board.Enabled);
        var human = await client.Switchboards.CreateSwitchboardIntegrationAsync(server.AppId, board.Id, new SwitchboardIntegrationCreateBody { Name = "human", IntegrationId = desk });
        var machine = await client.Switchboards.CreateSwitchboardIntegrationAsync(
            server.AppId, board.Id, new SwitchboardIntegrationCreateBody { Name = "machine", IntegrationId = bot, DeliverStandbyEvents = false, NextSwitchboardIntegrationId = human.Id });
        Assert.Equal((bot, Integration.Custom, false, human.Id), (machine.IntegrationId, machine.IntegrationType, machine.DeliverStandbyEvents, machine.NextSwitchboardIntegrationId));
        board = await client.Switchboards.UpdateSwitchboardAsync(server.AppId, board.Id, new SwitchboardUpdateBody { Enabled = true, DefaultSwitchboardIntegrationId = machine.Id });
        Assert.Equal([board], await client.Switchboards.ListSwitchboardsAsync(server.AppId));
        Assert.Equal([human, machine], await client.Switchboards.ListSwitchboardIntegrationsAsync(server.AppId, board.Id));

        var conversation = (await client.Conversations.CreateConversationAsync(server.AppId, new ConversationCreateBody { Type = ConversationTypes.SdkGroup })).Id;
        await client.Conversations.OfferControlAsync(server.AppId, conversation, new ControlTransferBody { SwitchboardIntegration = "next", Metadata = new Metadata { ["why"] = "question" } });
        Assert.Equal(("machine", "human"), await ControlAsync());
        await client.Conversations.AcceptControlAsync(server.AppId, conversation);
        Assert.Equal(("human", null), await ControlAsync());
        await client.Conversations.PassControlAsync(server.AppId, conversation, new ControlTransferBody { SwitchboardIntegration = machine.Id });
        Assert.Equal(("machine", null), await ControlAsync());
        await client.Conversations.ReleaseControlAsync(server.AppId, conversation, new ControlBody { Metadata = new Metadata { ["done"] = true } });
        Assert.Equal((null, null), await ControlAsync());
        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Conversations.AcceptControlAsync(server.AppId, conversation));
        Assert.Equal((400, ProblemCodes.SwitchboardInvalidAction), (refused.Status, refused.Code));

        var cleared = await client.Switchboards.UpdateSwitchboardIntegrationAsync(
            server.AppId, board.Id, machine.Id, new SwitchboardIntegrationUpdateBody { FieldsToClear = [SwitchboardIntegrationField.NextSwitchboardIntegrationId] });
        Assert.Null(cleared.NextSwitchboardIntegrationId);
        await client.Switchboards.DeleteSwitchboardIntegrationAsync(server.AppId, board.Id, human.Id);
        Assert.Equal([cleared], await client.Switchboards.ListSwitchboardIntegrationsAsync(server.AppId, board.Id));
        await client.Switchboards.DeleteSwitchboardAsync(server.AppId, board.Id);
        Assert.Empty(await client.Switchboards.ListSwitchboardsAsync(server.AppId));

        async Task<string> IntegrateAsync() =>
            (await client.Integrations.CreateIntegrationAsync(server.AppId, new IntegrationCreateBody { Type = Integration.Custom, Webhooks = [Hook] })).Id;

        async Task<(string?, string?)> ControlAsync()
        {
            var found = await client.Conversations.GetConversationAsync(server.AppId, conversation);
            return (found.ActiveSwitchboardIntegration?.Name, found.PendingSwitchboardIntegration?.Name);
        }
    }

    [Fact]
    public async Task Users_of_a_simulated_channel_write_type_press_and_are_answered()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var channel = (await client.Integrations.CreateIntegrationAsync(server.AppId, new IntegrationCreateBody { Type = "whatsapp" })).Id;
        const string Number = "+15550001234";

        var written = await client.Simulator.WriteMessageAsync(
            server.AppId, new SimulatedMessageBody { IntegrationId = channel, ExternalId = Number, Content = new TextContent { Text = "Hello" } });
        var place = new SimulatedActivityResponse(written.ConversationId, written.UserId);
        Assert.Equal(place, await client.Simulator.PostActivityAsync(server.AppId, new SimulatedActivityBody { IntegrationId = channel, ExternalId = Number, Type = ActivityTypes.TypingStart }));
        Assert.Equal(
            place,
            await client.Simulator.PostPostbackAsync(
                server.AppId, new SimulatedPostbackBody { IntegrationId = channel, UserId = written.UserId, Payload = "buy", Metadata = new Metadata { ["item"] = 7 } }));
        await client.Messages.PostMessageAsync(
            server.AppId, written.ConversationId, new MessagePostBody { Author = new Author { Type = AuthorTypes.Business }, Content = new TextContent { Text = "Hi" } });
        var delivery = Assert.Single(await client.Simulator.ListDeliveriesAsync(server.AppId).ToListAsync());
        Assert.Equal((Number, DeliveryStatuses.Sent), (delivery.ExternalId, delivery.Status));
        var failed = await client.Simulator.FinishDeliveryAsync(server.AppId, delivery.Id, DeliveryStatuses.Failure, new DeliveryError("blocked", "No"));
        Assert.Equal((DeliveryStatuses.Failure, "blocked"), (failed.Status, failed.Error?.Code));

        var own = Assert.Single(await client.Clients.ListClientsAsync(server.AppId, written.UserId).ToListAsync());
        Assert.Equal(("whatsapp", ClientStatuses.Active, Number), (own.Type, own.Status, own.ExternalId));
        Assert.Equal(ClientStatuses.Blocked, (await client.Simulator.ChangeClientAsync(server.AppId, own.Id, ClientChanges.Blocked)).Status);
        await client.Clients.RemoveClientAsync(server.AppId, written.UserId, own.Id);
        var link = new ClientCreateBody
        {
            MatchCriteria = new ClientMatchCriteria { Type = ClientTypes.WhatsApp, IntegrationId = channel, PhoneNumber = Number },
            Confirmation = new ClientConfirmation { Type = ClientConfirmation.Prompt },
            Target = new ClientTarget(written.ConversationId),
        };
        var pending = await client.Clients.CreateClientAsync(server.AppId, written.UserId, link);
        Assert.Equal(ClientStatuses.Pending, pending.Status);
        Assert.Equal(ClientStatuses.Active, (await client.Simulator.ChangeClientAsync(server.AppId, pending.Id, ClientChanges.Confirmed)).Status);
        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Simulator.ChangeClientAsync(server.AppId, pending.Id, ClientChanges.Confirmed));
        Assert.Equal((409, ProblemCodes.Conflict), (refused.Status, refused.Code));

        Assert.Empty(await client.Clients.ListDevicesAsync(server.AppId, written.UserId));
        var device = await Assert.ThrowsAsync<ParhelionException>(() => client.Clients.GetDeviceAsync(server.AppId, written.UserId, channel));
        Assert.Equal((404, ProblemCodes.DeviceNotFound), (device.Status, device.Code));
        var events = new ConversionEventsBody { Instagram = new(new([new Metadata { ["event_name"] = "Purchase" }])) };
        var receipt = await client.ConversionEvents.PostConversionEventsAsync(server.AppId, written.ConversationId, events);
        var record = Assert.Single(await client.ConversionEvents.ListConversionEventsAsync(server.AppId, written.ConversationId).ToListAsync());
        Assert.Equal((1, record.Id, ConversionChannels.Instagram), (receipt.EventsReceived, receipt.DatasetId, record.Channel));
    }

    [Fact]
    public async Task Users_are_found_by_email_and_merged()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var body = new UserCreateBody { ZendeskId = "1", Identities = [new Identity(Identity.Email, "ada@example.com")] };
        await client.Users.CreateUserAsync(server.AppId, body);
        var survivor = await client.Users.CreateUserAsync(server.AppId, new UserCreateBody { ZendeskId = "2" });

        var merged = await client.Users.SyncUserAsync(server.AppId, "1", "2");

        Assert.Equal(survivor.Id, merged.Id);
        Assert.Equal(survivor.Id, (await client.Users.FindUserByEmailAsync(server.AppId, "Ada@example.com"))?.Id);
        Assert.Null(await client.Users.FindUserByEmailAsync(server.AppId, "nobody@example.com"));
        Assert.Equal(404, (await Assert.ThrowsAsync<ParhelionException>(() => client.Users.SyncUserAsync(server.AppId, "1"))).Status);
    }

    [Fact]
    public async Task Private_file_opens_by_token_by_link_and_by_credentials_and_not_without()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        using var stranger = server.CreateParhelionClient(options => options.Credentials = ParhelionCredentials.None);
        var source = UploadSource.FromBytes("hello"u8.ToArray(), "a.txt");
        var file = await client.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Private, source);
        var path = $"/apps/{server.AppId}";

        var token = (await client.Attachments.GenerateMediaTokensAsync(server.AppId, [path]))[path];
        var link = await client.Attachments.CreateLinkAsync(server.AppId, file.MediaUrl, TimeSpan.FromMinutes(5), download: true);

        using var holder = server.CreateParhelionClient(options => options.Credentials = ParhelionCredentials.Bearer(token));
        Assert.Equal(5, await LengthAsync(client, file.MediaUrl));
        Assert.Equal(5, await LengthAsync(holder, file.MediaUrl));
        Assert.Equal(5, await LengthAsync(stranger, link.Url));
        Assert.Equal(401, (await Assert.ThrowsAsync<ParhelionException>(() => LengthAsync(stranger, file.MediaUrl))).Status);
    }

    [Fact]
    public async Task Upload_link_takes_files_without_credentials()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        using var browser = server.CreateAnonymousClient();
        var options = new UploadLinkOptions { MaxUploads = 2, MaxBytes = 5, Extensions = ["txt"], ExpiresIn = TimeSpan.FromMinutes(10), Purpose = AttachmentPurpose.Message };

        var link = await client.Attachments.CreateUploadLinkAsync(server.AppId, AttachmentAccess.Public, options);

        Assert.Equal(2, link.MaxUploads);
        Assert.InRange(link.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        using var form = new MultipartFormDataContent { { new StringContent("hello"), "source", "a.txt" } };
        using var response = await browser.PostAsync(link.Url, form);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var plain = await client.Attachments.CreateUploadLinkAsync(server.AppId, AttachmentAccess.Private);
        Assert.Equal(1, plain.MaxUploads);
        var refused = await Assert.ThrowsAsync<ParhelionException>(
            () => client.Attachments.CreateUploadLinkAsync(server.AppId, AttachmentAccess.Public, new UploadLinkOptions { ConversationId = "0123456789abcdef01234567" }));
        Assert.Equal((404, ProblemCodes.ConversationNotFound), (refused.Status, refused.Code));
    }

    private static async Task<long> LengthAsync(ParhelionClient client, string url) => await client.Attachments.DownloadToAsync(url, Stream.Null);
}
