using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Events;
using Parhelion.Core.Integrations;
using Parhelion.Protocol;

namespace Parhelion.Core.Simulation;

/// <summary>Stands for the channels of an app, so that a program can be tested without them. It lists the messages that would have been sent to a channel, records
/// what becomes of them, and posts messages of users who write through a channel.</summary>
public sealed class SimulatorService(
    Database database, ConversationService conversations, MessageService messages, EventRecorder eventRecorder, TimeProvider clock)
{
    /// <summary>Maximum number of users of all channels of an app. A user of two channels counts twice.</summary>
    public const int UsersPerApp = 1000;

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

    /// <summary>Posts a message of a user who writes through a channel, to the default conversation of the user. Creates the user and the conversation if they do not
    /// exist.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="integrationId">The integration that stands for the channel.</param>
    /// <param name="userId">Id of the user; <c>null</c>: <paramref name="externalId"/> names the user.</param>
    /// <param name="externalId">Id of the user on the channel.</param>
    /// <param name="draft">Makes the message for the channel that it comes through.</param>
    /// <param name="cancellationToken">Honoured until the last transaction begins.</param>
    /// <exception cref="ProblemException">The integration does not exist or is no channel, or the user does not exist, or there are too many users of channels.</exception>
    public async Task<(MessageRow Message, string UserId)> WriteAsync(
        string appId, string integrationId, string? userId, string? externalId, Func<MessageSource, MessageDraft> draft, CancellationToken cancellationToken)
    {
        var (user, type) = await database.WriteAsync(
            async session =>
            {
                var integration = await IntegrationTable.FindAsync(session, appId, integrationId, default) ?? throw new ProblemException(Problems.IntegrationNotFound);
                if (integration.Type == IntegrationTypes.Custom) throw new ProblemException(Problems.ChannelRequired);
                return (await SeeAsync(session, integration, userId, externalId), integration.Type);
            },
            cancellationToken);
        var conversationId = await ConversationAsync(appId, user, cancellationToken);
        var message = await messages.PostAsync(
            appId, conversationId, draft(new MessageSource(type) { IntegrationId = integrationId }) with { IsByUser = true, User = new UserReference(user, null) }, cancellationToken);
        return (message, user);
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

    // Returns the id of the user, who is a user of the channel from now on.
    private async ValueTask<string> SeeAsync(DatabaseSession session, IntegrationRow integration, string? userId, string? externalId)
    {
        var now = clock.GetUtcNow();
        var known = userId is null
            ? await SimulatedUserTable.FindByExternalIdAsync(session, integration.Id, externalId!)
            : await SimulatedUserTable.FindAsync(session, integration.Id, userId);
        if (known is not null)
        {
            await SimulatedUserTable.SeeAsync(session, known.Id, now);
            return known.UserId;
        }

        if (await SimulatedUserTable.CountAsync(session, integration.AppId) >= UsersPerApp)
        {
            throw new ProblemException(Problems.BadRequest($"At most {UsersPerApp} users can write through the simulated channels of an app"));
        }

        if (userId is not null && (!ObjectId.IsValid(userId) || await UserTable.FindAsync(session, integration.AppId, userId, default) is null)) throw new ProblemException(Problems.UserNotFound);
        var user = userId ?? await NewUserAsync(session, integration.AppId, now);
        await SimulatedUserTable.InsertAsync(session, new SimulatedUserRow(ObjectId.New(clock), integration.AppId, integration.Id, user, externalId, now));
        return user;
    }

    private async ValueTask<string> NewUserAsync(DatabaseSession session, string appId, DateTimeOffset now)
    {
        var user = new UserRow { Id = ObjectId.New(clock), AppId = appId, BrandId = "", SignedUpAt = now, Profile = "{}", Metadata = "{}", CreatedAt = now };
        return await UserTable.InsertAsync(session, user) ? user.Id : throw new ProblemException(Problems.AppNotFound);
    }

    private async ValueTask<string> ConversationAsync(string appId, string userId, CancellationToken cancellationToken)
    {
        if (await DefaultAsync(userId, cancellationToken) is { } found) return found;
        var draft = new ConversationRow { Id = ObjectId.New(clock), AppId = appId, Type = ConversationTypes.Personal, LastUpdatedAt = clock.GetUtcNow(), CreatedAt = clock.GetUtcNow() };
        var created = await conversations.CreateAsync(draft, [new ParticipantDraft(new UserReference(userId, null), SubscribeSdkClient: false)], cancellationToken);
        // Another call may have created the default conversation meanwhile.
        return created.IsDefault ? created.Id : await DefaultAsync(userId, cancellationToken) ?? created.Id;
    }

    private ValueTask<string?> DefaultAsync(string userId, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => ConversationTable.DefaultIdAsync(session, userId, token), cancellationToken);
}
