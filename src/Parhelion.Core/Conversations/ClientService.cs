using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Links users to channels, lists their clients, and removes them. No channel is called: a link that needs no confirmation is confirmed at once, and
/// any other link stays pending.</summary>
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
    public async Task<ClientRow> CreateAsync(string appId, UserReference reference, ClientDraft draft, CancellationToken cancellationToken)
    {
        var created = await database.WriteAsync(
            async session =>
            {
                var user = await reference.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                var conversation = await ConversationService.FindAsync(session, appId, draft.ConversationId);
                if (await ParticipantTable.FindAsync(session, conversation.Id, user.Id, default) is null) throw new ProblemException(Problems.NotAMember);
                if (await IntegrationTable.FindAsync(session, appId, draft.IntegrationId, default) is null) throw new ProblemException(Problems.IntegrationNotFound);
                var client = await ClientTable.FindOfUserAsync(session, draft.IntegrationId, draft.ExternalId, user.Id) ?? await AddAsync(session, user, conversation, draft);
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
    public async Task RemoveAsync(string appId, UserReference reference, string id, CancellationToken cancellationToken)
    {
        await database.DeleteAsync(
            async session =>
            {
                var user = await reference.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                var client = ObjectId.IsValid(id) ? await ClientTable.FindAsync(session, appId, id, default) : null;
                if (client is null || client.UserId != user.Id) throw new ProblemException(Problems.ClientNotFound);
                if (client.Type == ClientTypes.Sdk) throw new ProblemException(Problems.SdkClientNotRemovable);
                await RemoveAsync(session, client, () => EventPayloads.ClientRemoved(user, client));
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

    /// <summary>Adds the active clients of participants of a conversation to their rows.</summary>
    internal static async ValueTask<List<ParticipantRow>> WithClientsAsync(
        DatabaseSession session, string conversationId, List<ParticipantRow> participants, CancellationToken cancellationToken)
    {
        if (participants.Count == 0) return participants;
        var clients = (await ClientAssociationTable.ActiveAsync(session, conversationId, cancellationToken)).ToLookup(client => client.UserId, StringComparer.Ordinal);
        return participants.ConvertAll(participant => participant with { Clients = [.. clients[participant.UserId]] });
    }

    private async ValueTask<ClientRow> AddAsync(DatabaseSession session, UserRow user, ConversationRow conversation, ClientDraft draft)
    {
        if (await ClientTable.CountAsync(session, user.Id) >= PerUser) throw new ProblemException(Problems.BadRequest($"A user can have at most {PerUser} clients"));
        var client = New(user, draft.Type, ClientStatuses.Pending, clock) with { IntegrationId = draft.IntegrationId, ExternalId = draft.ExternalId };
        await ClientTable.InsertAsync(session, client);
        await eventRecorder.RaiseAsync(session, user.AppId, EventTypes.ClientAdd, user.Id, () => EventPayloads.ClientAdded(conversation, user, client));
        return client;
    }

    private async ValueTask AssociateAsync(DatabaseSession session, ClientRow client, ConversationRow conversation, bool isPrimary)
    {
        await ClientAssociationTable.PutAsync(session, conversation.Id, client, PositionOf(isPrimary, clock));
        if (await ClientAssociationTable.CountAsync(session, client.Id) <= ConversationsPerClient) return;
        throw new ProblemException(Problems.BadRequest($"A client can take part in at most {ConversationsPerClient} conversations"));
    }

    // An identity on a channel belongs to one user: whoever had it before loses it.
    private async ValueTask ConfirmAsync(DatabaseSession session, ClientRow client, ConversationRow conversation, UserRow user)
    {
        if (await ClientTable.FindActiveAsync(session, client.IntegrationId!, client.ExternalId!) is { } taken)
        {
            var former = await UserTable.FindAsync(session, taken.AppId, taken.UserId, default);
            // The clients of a deleted user are deleted by its cascade, without events.
            if (former is not null) await RemoveAsync(session, taken, () => EventPayloads.ClientTaken(conversation, former, taken));
        }

        await ClientTable.ConfirmAsync(session, client.Id, clock.GetUtcNow());
        var confirmed = client with { Status = ClientStatuses.Active };
        await eventRecorder.RaiseAsync(session, user.AppId, EventTypes.ClientUpdate, user.Id, () => EventPayloads.ClientConfirmed(conversation, user, confirmed));
    }

    private async ValueTask RemoveAsync(DatabaseSession session, ClientRow client, Func<System.Text.Json.Nodes.JsonObject> payload)
    {
        await ClientAssociationTable.DeleteOfClientAsync(session, client.Id);
        await ClientTable.DeleteAsync(session, client.Id);
        await eventRecorder.RaiseAsync(session, client.AppId, EventTypes.ClientRemove, client.UserId, payload);
    }

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
