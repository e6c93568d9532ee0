using System.Text.Json.Nodes;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Links users to channels, and lists and removes the clients of users. A client of a user is an SDK, or a link to a channel such as WhatsApp. The
/// server calls no channel.</summary>
/// <remarks>If a link needs no confirmation, it is confirmed at once. Any other link stays pending until the user writes through the simulated channel, or
/// until the caller of the simulator says that the link is confirmed, refused or failed.</remarks>
public sealed class ClientService(Database database, EventRecorder eventRecorder, TimeProvider clock)
{
    /// <summary>Maximum number of clients of a user. The API documents no limit; this value is Parhelion's own.</summary>
    public const int PerUser = 25;

    /// <summary>Maximum number of conversations that a client of a channel takes part in. This value is Parhelion's own: one transaction removes the client
    /// from all of them.</summary>
    public const int ConversationsPerClient = 25;

    /// <summary>Links a user to a channel. A client that the user has already for this identity is not created again, but takes part in the conversation,
    /// too.</summary>
    /// <returns>The client as it was created: pending, even if the link is confirmed at once.</returns>
    /// <exception cref="ProblemException">The user, the conversation or the integration does not exist, the user does not take part in the conversation, or a
    /// limit is reached.</exception>
    public async Task<ClientRow> CreateAsync(string appId, UserReference reference, ClientDraft draft, AuditActor actor, CancellationToken cancellationToken)
    {
        var created = await database.WriteAsync(
            async session =>
            {
                var user = await reference.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                var conversation = await ConversationService.FindAsync(session, appId, draft.ConversationId);
                if (await ParticipantTable.FindAsync(session, conversation.Id, user.Id, default) is null) throw new ProblemException(Problems.NotAMember);
                var integration = await IntegrationTable.FindAsync(session, appId, draft.IntegrationId, default) ?? throw new ProblemException(Problems.IntegrationNotFound);
                if (integration.Type != draft.Type) throw new ProblemException(Problems.WrongIntegrationType(draft.Type));
                var client = await ClientTable.FindOfUserAsync(session, draft.IntegrationId, draft.ExternalId, user.Id) ?? await AddAsync(session, user, conversation, draft, actor);
                await AssociateAsync(session, client, conversation, draft.IsPrimary);
                if (draft.IsImmediate && client.Status == ClientStatuses.Pending) await ConfirmAsync(session, client, conversation, user);
                return client;
            },
            cancellationToken);
        eventRecorder.Announce();
        return created;
    }

    /// <summary>Lists one page of the clients of a user, oldest first.</summary>
    /// <exception cref="ProblemException">The user does not exist.</exception>
    public async Task<Page<ClientRow>> ListAsync(string appId, UserReference reference, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            async (session, token) =>
            {
                var user = await reference.FindAsync(session, appId, token) ?? throw new ProblemException(Problems.UserNotFound);
                return await ClientTable.ListAsync(session, user.Id, page, token);
            },
            cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    /// <summary>Removes a client of a user from all conversations, and deletes it.</summary>
    /// <exception cref="ProblemException">The user or the client does not exist, or the client is of type <c>sdk</c>.</exception>
    public async Task RemoveAsync(string appId, UserReference reference, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        await database.DeleteAsync(
            async session =>
            {
                var user = await reference.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                var client = ObjectId.IsValid(id) ? await ClientTable.FindAsync(session, appId, id, default) : null;
                if (client is null || client.UserId != user.Id) throw new ProblemException(Problems.ClientNotFound);
                if (client.Type == ClientTypes.Sdk) throw new ProblemException(Problems.SdkClientNotRemovable);
                await RemoveAsync(session, client, () => EventPayloads.ClientRemoved(user, client));
                await actor.RecordAsync(session, clock, AuditActions.ClientDelete, appId, client.Id, DetailOf(client));
                return true;
            },
            cancellationToken);
        eventRecorder.Announce();
    }

    /// <summary>Lets the client of type <c>sdk</c> of a user take part in a conversation inside a transaction. If the user has none, it is created.</summary>
    internal static async ValueTask SubscribeSdkAsync(DatabaseSession session, UserRow user, ConversationRow conversation, TimeProvider clock)
    {
        var client = await ClientTable.FindSdkAsync(session, user.Id);
        if (client is null)
        {
            var now = clock.GetUtcNow();
            client = New(user, ClientTypes.Sdk, ClientStatuses.Active, clock) with { LastSeen = now, LinkedAt = now };
            await ClientTable.InsertAsync(session, client);
        }

        await ClientAssociationTable.PutAsync(session, conversation.Id, client, PositionOf(isPrimary: true, clock));
    }

    /// <summary>Makes a user a user of a channel inside a transaction, with an active client.</summary>
    /// <exception cref="ProblemException">The user has the maximum number of clients.</exception>
    internal async ValueTask<ClientRow> AddActiveAsync(DatabaseSession session, UserRow user, IntegrationRow integration, string? externalId)
    {
        await CheckCountAsync(session, user);
        var now = clock.GetUtcNow();
        var client = New(user, TypeOf(integration), ClientStatuses.Active, clock) with
        {
            IntegrationId = integration.Id,
            ExternalId = externalId,
            LastSeen = now,
            LinkedAt = now,
        };
        await ClientTable.InsertAsync(session, client);
        return client;
    }

    /// <summary>Records inside a transaction that a user has used a client in a conversation. A pending link is confirmed by that, and a blocked client can be used again.
    /// The client becomes the primary one of the user in the conversation.</summary>
    internal async ValueTask UseAsync(DatabaseSession session, ClientRow client, ConversationRow conversation, UserRow user)
    {
        if (client.Status == ClientStatuses.Pending) await ConfirmAsync(session, client, conversation, user);
        else if (client.Status == ClientStatuses.Blocked) await SetStatusAsync(session, client, conversation, user, ClientStatuses.Active, "unblocked");
        await ClientTable.SeeAsync(session, client.Id, clock.GetUtcNow());
        await ClientAssociationTable.PutAsync(session, conversation.Id, client, PositionOf(isPrimary: true, clock));
    }

    /// <summary>Sets the status of a client inside a transaction, and records the event about it.</summary>
    internal async ValueTask<ClientRow> SetStatusAsync(DatabaseSession session, ClientRow client, ConversationRow? conversation, UserRow user, string status, string reason)
    {
        var changed = client with { Status = status };
        if (status != client.Status) await ClientTable.SetStatusAsync(session, client.Id, status);
        await eventRecorder.RaiseAsync(session, user.AppId, EventTypes.ClientUpdate, user.Id, () => EventPayloads.ClientUpdated(conversation, user, changed, reason));
        return changed;
    }

    /// <summary>Removes a client inside a transaction, and records the event about it.</summary>
    internal async ValueTask RemoveAsync(DatabaseSession session, ClientRow client, Func<JsonObject> payload)
    {
        await ClientAssociationTable.DeleteOfClientAsync(session, client.Id);
        await ClientTable.DeleteAsync(session, client.Id);
        await eventRecorder.RaiseAsync(session, client.AppId, EventTypes.ClientRemove, client.UserId, payload);
    }

    /// <summary>Confirms the link of a client inside a transaction. An identity on a channel belongs to one user: whoever had it before loses it.</summary>
    internal async ValueTask<ClientRow> ConfirmAsync(DatabaseSession session, ClientRow client, ConversationRow? conversation, UserRow user)
    {
        if (await ClientTable.FindActiveAsync(session, client.IntegrationId!, client.ExternalId!) is { } taken)
        {
            var former = (await UserTable.FindAsync(session, taken.AppId, taken.UserId, default))!;
            await RemoveAsync(session, taken, () => EventPayloads.ClientTaken(conversation, former, taken));
        }

        var now = clock.GetUtcNow();
        await ClientTable.ConfirmAsync(session, client.Id, now);
        return await SetStatusAsync(session, client with { Status = ClientStatuses.Active, LinkedAt = now }, conversation, user, ClientStatuses.Active, "confirmed");
    }

    /// <summary>Adds the active clients of participants of a conversation to their rows.</summary>
    internal static async ValueTask<List<ParticipantRow>> WithClientsAsync(
        DatabaseSession session, string conversationId, List<ParticipantRow> participants, CancellationToken cancellationToken)
    {
        if (participants.Count == 0) return participants;
        var clients = (await ClientAssociationTable.ActiveAsync(session, conversationId, cancellationToken)).ToLookup(client => client.UserId, StringComparer.Ordinal);
        return participants.ConvertAll(participant => participant with { Clients = [.. clients[participant.UserId]] });
    }

    private static async ValueTask CheckCountAsync(DatabaseSession session, UserRow user)
    {
        if (await ClientTable.CountAsync(session, user.Id) >= PerUser) throw new ProblemException(Problems.BadRequest($"A user can have at most {PerUser} clients"));
    }

    private async ValueTask<ClientRow> AddAsync(DatabaseSession session, UserRow user, ConversationRow conversation, ClientDraft draft, AuditActor actor)
    {
        await CheckCountAsync(session, user);
        var client = New(user, draft.Type, ClientStatuses.Pending, clock) with { IntegrationId = draft.IntegrationId, ExternalId = draft.ExternalId };
        await ClientTable.InsertAsync(session, client);
        await eventRecorder.RaiseAsync(session, user.AppId, EventTypes.ClientAdd, user.Id, () => EventPayloads.ClientAdded(conversation, user, client));
        await actor.RecordAsync(session, clock, AuditActions.ClientCreate, user.AppId, client.Id, DetailOf(client));
        return client;
    }

    private async ValueTask AssociateAsync(DatabaseSession session, ClientRow client, ConversationRow conversation, bool isPrimary)
    {
        await ClientAssociationTable.PutAsync(session, conversation.Id, client, PositionOf(isPrimary, clock));
        if (await ClientAssociationTable.CountAsync(session, client.Id) <= ConversationsPerClient) return;
        throw new ProblemException(Problems.BadRequest($"A client can take part in at most {ConversationsPerClient} conversations"));
    }

    private static string TypeOf(IntegrationRow integration) => integration.Type is "android" or "ios" or "unity" or "web" ? ClientTypes.Sdk : integration.Type;

    private static AuditDetail DetailOf(ClientRow client) => new() { UserId = client.UserId, IntegrationId = client.IntegrationId };

    private static ClientRow New(UserRow user, string type, string status, TimeProvider clock) => new()
    {
        Id = ObjectId.New(clock),
        AppId = user.AppId,
        UserId = user.Id,
        Type = type,
        Status = status,
        CreatedAt = clock.GetUtcNow(),
    };

    // A primary client comes before all others, and another one after them.
    private static long PositionOf(bool isPrimary, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return isPrimary ? now : -now;
    }
}
