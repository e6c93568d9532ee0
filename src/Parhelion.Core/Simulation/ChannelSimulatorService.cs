using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Events;
using Parhelion.Protocol;

namespace Parhelion.Core.Simulation;

/// <summary>
/// Simulates the channels of an app, such as WhatsApp, so that programs can be tested without real channels. Lists the messages to a channel and records the
/// result of each delivery. Also acts as the users of a channel.
/// </summary>
/// <remarks>Each user who writes through a channel has a client (<see cref="ClientRow"/>), which links the user to that channel.</remarks>
public sealed class ChannelSimulatorService(
    Database database, ClientService clients, ConversationService conversations, MessageService messages, EventRecorder eventRecorder, TimeProvider clock)
{
    /// <summary>How long a delivery is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>Lists one page of deliveries, oldest first. A page ends early if its messages would take more than <see cref="PageRequest.MaxBytes"/>.</summary>
    public async Task<Page<SimulatedDelivery>> ListAsync(string appId, PageRequest page, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async (session, token) =>
            {
                var rows = await SimulatedDeliveryTable.ListAsync(session, appId, page, token);
                var found = new List<SimulatedDelivery>(page.Size);
                long bytes = 0;
                var read = 0;
                for (; read < rows.Count && read < page.Size && bytes < PageRequest.MaxBytes; read++)
                {
                    // The list and the message are read at the same state of the database, so the message exists.
                    if (await MessageTable.FindWholeAsync(session, rows[read].ConversationId, rows[read].MessageId, token) is not { } message) continue;
                    bytes += message.Content.Length + (message.Metadata?.Length ?? 0);
                    found.Add(ModelOf(rows[read], message));
                }

                if (read == 0) return Page.Empty<SimulatedDelivery>();
                var (near, far) = (rows[0].Id, rows[read - 1].Id);
                if (!page.Backwards) return Page.From(found, rows.Count > read, page, near, far);
                found.Reverse();
                return Page.From(found, rows.Count > read, page, far, near);
            },
            cancellationToken);

    /// <summary>Records what becomes of a delivery, and raises the event about it.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="id">Id of the delivery.</param>
    /// <param name="status">One of <see cref="DeliveryStatuses"/>, but not <see cref="DeliveryStatuses.Sent"/>.</param>
    /// <param name="error">Why the delivery failed; <c>null</c> if it did not fail.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The delivery does not exist, or it has this result already, or it has ended.</exception>
    public async Task<SimulatedDelivery> FinishAsync(string appId, string id, string status, DeliveryError? error, CancellationToken cancellationToken)
    {
        var finished = await database.WriteAsync(
            async session =>
            {
                var row = ObjectId.IsValid(id) ? await SimulatedDeliveryTable.FindAsync(session, appId, id) : null;
                if (row is null) throw new ProblemException(Problems.ResourceNotFound);
                if (row.Status == status || row.Status is DeliveryStatuses.User or DeliveryStatuses.Failure) throw new ProblemException(Problems.DeliveryHasResult);
                row = row with { Status = status, Error = error is null ? null : WireJson.Text(error, ProtocolJson.Default.DeliveryError) };
                await SimulatedDeliveryTable.UpdateAsync(session, row);
                await eventRecorder.RaiseAsync(session, appId, EventOf(status), row.ConversationId, () => EventPayloads.Delivery(row, error));
                return ModelOf(row, (await MessageTable.FindWholeAsync(session, row.ConversationId, row.MessageId, default))!);
            },
            cancellationToken);
        eventRecorder.Announce();
        return finished;
    }

    /// <summary>Posts a message of a user who writes through a channel, to the conversation that the client of the user takes part in, or else to the default one. Creates the
    /// user, the client and the conversation if they do not exist. One transaction does all of that.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="reference">The user on the channel.</param>
    /// <param name="draft">Makes the message for the channel that it comes through.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The integration does not exist or is no channel, the user does not exist, or a limit is reached.</exception>
    public async Task<(MessageRow Message, string UserId)> WriteAsync(
        string appId, SimulatedChannelUserReference reference, Func<MessageSource, MessageDraft> draft, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            async session =>
            {
                var integration = await reference.FindChannelAsync(session, appId);
                var source = SourceOf(integration);
                var (client, user) = await reference.FindAsync(session, appId, confirms: true) ?? await AddAsync(session, integration, reference);
                var conversation = await ConversationAsync(session, client) ?? await NewConversationAsync(session, user, source);
                await clients.UseAsync(session, client, conversation, user);
                var message = await messages.PostAsync(session, appId, conversation.Id, draft(source) with { IsByUser = true, User = new UserReference(user.Id, null) });
                return (message, user.Id);
            },
            cancellationToken);
        eventRecorder.Announce();
        return written;
    }

    /// <summary>Records that a user of a channel is typing, or has read the conversation that the client of the user takes part in.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="reference">The user on the channel.</param>
    /// <param name="activity">One of <see cref="ActivityTypes"/>.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <returns>The ids of the conversation and of the user.</returns>
    /// <exception cref="ProblemException">The integration does not exist or is no channel, or the user has no client of it, or no conversation.</exception>
    public Task<(string ConversationId, string UserId)> ActAsync(string appId, SimulatedChannelUserReference reference, string activity, CancellationToken cancellationToken) =>
        DoAsync(
            appId, reference,
            async (session, conversation, user, source) =>
            {
                if (activity == ActivityTypes.Read) await conversations.ReadAsync(session, conversation, user, source);
                else await eventRecorder.RaiseAsync(session, conversation, EventTypes.ConversationTyping, () => EventPayloads.Activity(conversation, user, activity, source));
            },
            cancellationToken);

    /// <summary>Raises the event about a postback button that a user of a channel presses in the conversation that the client of the user takes part in.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="reference">The user on the channel.</param>
    /// <param name="payload">The payload of the button.</param>
    /// <param name="metadata">The metadata of the button, a JSON object; <c>null</c>: none.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <returns>The ids of the conversation and of the user.</returns>
    /// <inheritdoc cref="ActAsync" path="/exception" />
    public Task<(string ConversationId, string UserId)> PressAsync(
        string appId, SimulatedChannelUserReference reference, string payload, string? metadata, CancellationToken cancellationToken) =>
        DoAsync(
            appId, reference,
            async (session, conversation, user, source) =>
                await eventRecorder.RaiseAsync(session, conversation, EventTypes.ConversationPostback, () => EventPayloads.Postback(conversation, user, payload, metadata, source)),
            cancellationToken);

    /// <summary>Changes a client as its channel would: answers a link that is pending, or blocks a client.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="id">Id of the client.</param>
    /// <param name="change">One of <see cref="ClientChanges"/>.</param>
    /// <param name="error">What went wrong; used if the link ends.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <returns>The client after the change, or before it if the client was removed.</returns>
    /// <exception cref="ProblemException">The client does not exist or belongs to no channel, or it has another status.</exception>
    public async Task<ClientRow> ChangeClientAsync(string appId, string id, string change, DeliveryError error, CancellationToken cancellationToken)
    {
        var changed = await database.WriteAsync(
            async session =>
            {
                var client = ObjectId.IsValid(id) ? await ClientTable.FindAsync(session, appId, id, default) : null;
                var user = client?.IntegrationId is null ? null : await UserTable.FindAsync(session, appId, client.UserId, default);
                if (client is null || user is null) throw new ProblemException(Problems.ClientNotFound);
                var needed = change switch
                {
                    ClientChanges.Blocked => ClientStatuses.Active,
                    ClientChanges.Unblocked => ClientStatuses.Blocked,
                    _ => ClientStatuses.Pending,
                };
                if (client.Status != needed) throw new ProblemException(Problems.ClientStatusConflict);
                var conversation = await ConversationAsync(session, client);
                return await ChangeAsync(session, client, user, conversation, change, error);
            },
            cancellationToken);
        eventRecorder.Announce();
        return changed;
    }

    private static string EventOf(string status) => status switch
    {
        DeliveryStatuses.Channel => EventTypes.ConversationMessageDeliveryChannel,
        DeliveryStatuses.User => EventTypes.ConversationMessageDeliveryUser,
        _ => EventTypes.ConversationMessageDeliveryFailure,
    };

    private static SimulatedDelivery ModelOf(SimulatedDeliveryRow row, MessageRow message) => new()
    {
        Id = row.Id,
        IntegrationId = row.IntegrationId,
        IntegrationType = row.IntegrationType,
        UserId = row.UserId,
        ExternalId = row.ExternalId,
        ConversationId = row.ConversationId,
        Message = ApiModelConverter.Message(message),
        Status = row.Status,
        Error = row.Error is null ? null : System.Text.Json.JsonSerializer.Deserialize(row.Error, ProtocolJson.Default.DeliveryError),
        CreatedAt = row.CreatedAt,
    };

    private static MessageSource SourceOf(IntegrationRow integration) => new(integration.Type) { IntegrationId = integration.Id };

    private static async ValueTask<ConversationRow?> ConversationAsync(DatabaseSession session, ClientRow client)
    {
        var id = await ClientAssociationTable.NewestAsync(session, client.Id) ?? await ConversationTable.DefaultIdAsync(session, client.UserId, default);
        return id is null ? null : await ConversationTable.FindAsync(session, client.AppId, id, default);
    }

    private async Task<(string ConversationId, string UserId)> DoAsync(
        string appId, SimulatedChannelUserReference reference, Func<DatabaseSession, ConversationRow, UserRow, MessageSource, ValueTask> work, CancellationToken cancellationToken)
    {
        var done = await database.WriteAsync(
            async session =>
            {
                var integration = await reference.FindChannelAsync(session, appId);
                if (await reference.FindAsync(session, appId, confirms: false) is not { } found || found.Client.Status != ClientStatuses.Active) throw new ProblemException(Problems.ClientNotFound);
                var conversation = await ConversationAsync(session, found.Client) ?? throw new ProblemException(Problems.ConversationNotFound);
                await ClientTable.SeeAsync(session, found.Client.Id, clock.GetUtcNow());
                await work(session, conversation, found.User, SourceOf(integration));
                return (conversation.Id, found.User.Id);
            },
            cancellationToken);
        eventRecorder.Announce();
        return done;
    }

    private async ValueTask<ClientRow> ChangeAsync(DatabaseSession session, ClientRow client, UserRow user, ConversationRow? conversation, string change, DeliveryError error)
    {
        switch (change)
        {
            case ClientChanges.Matched: return await clients.SetStatusAsync(session, client, conversation, user, ClientStatuses.Pending, change);
            case ClientChanges.Confirmed: return await clients.ConfirmAsync(session, client, conversation, user);
            case ClientChanges.Blocked: return await clients.SetStatusAsync(session, client, conversation, user, ClientStatuses.Blocked, change);
            case ClientChanges.Unblocked: return await clients.SetStatusAsync(session, client, conversation, user, ClientStatuses.Active, change);
            default:
                await clients.RemoveAsync(session, client, () => EventPayloads.LinkEnded(conversation, user, client, change, error));
                return client;
        }
    }

    private async ValueTask<(ClientRow Client, UserRow User)> AddAsync(DatabaseSession session, IntegrationRow integration, SimulatedChannelUserReference reference)
    {
        var user = reference.UserId is null ? await NewUserAsync(session, integration.AppId) : await reference.FindUserAsync(session, integration.AppId);
        return (await clients.AddActiveAsync(session, user, integration, reference.ExternalId), user);
    }

    private async ValueTask<UserRow> NewUserAsync(DatabaseSession session, string appId)
    {
        var now = clock.GetUtcNow();
        var user = new UserRow { Id = ObjectId.New(clock), AppId = appId, BrandId = "", SignedUpAt = now, Profile = "{}", Metadata = "{}", CreatedAt = now };
        return await UserTable.InsertAsync(session, user) ? user : throw new ProblemException(Problems.AppNotFound);
    }

    private async ValueTask<ConversationRow> NewConversationAsync(DatabaseSession session, UserRow user, MessageSource source)
    {
        var now = clock.GetUtcNow();
        var draft = new ConversationRow { Id = ObjectId.New(clock), AppId = user.AppId, Type = ConversationTypes.Personal, LastUpdatedAt = now, CreatedAt = now };
        return await conversations.CreateAsync(session, draft, [new ParticipantDraft(new UserReference(user.Id, null), SubscribeSdkClient: false)], source);
    }
}
