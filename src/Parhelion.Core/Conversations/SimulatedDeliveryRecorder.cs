using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>
/// Records the messages that a business would send to a channel such as WhatsApp. The server never calls a channel. The transaction that posts a message also
/// stores the record.
/// </summary>
internal static class SimulatedDeliveryRecorder
{
    /// <summary>Maximum number of deliveries of an app. Beyond it, the oldest are deleted.</summary>
    public const int PerApp = 1000;

    // The type that a business names to send a message to no channel.
    private const string NoChannel = "none";

    /// <summary>Records a message of the business, if its user is reached through a channel: the one that <paramref name="destination"/> names, or else the primary one of
    /// the conversation. Conversations of several users are not sent to channels.</summary>
    /// <exception cref="ProblemException">The user has no client for the destination in the conversation, or there is no such integration.</exception>
    public static async ValueTask RecordAsync(
        DatabaseSession session, ConversationRow conversation, MessageRow message, MessageDestination? destination, TimeProvider clock)
    {
        if (conversation.UserId is not { } userId || destination?.IntegrationType == NoChannel) return;
        var active = await ClientAssociationTable.ActiveAsync(session, conversation.Id, default);
        var client = destination is null ? active.FirstOrDefault(IsReachedByChannel) : await FindAsync(session, conversation.AppId, active, destination);
        // What goes to an SDK goes to no channel.
        if (client is null || !IsReachedByChannel(client)) return;
        await SimulatedDeliveryTable.InsertAsync(session, new SimulatedDeliveryRow
        {
            Id = ObjectId.New(clock),
            AppId = conversation.AppId,
            IntegrationId = client.IntegrationId!,
            ConversationId = conversation.Id,
            UserId = userId,
            ClientId = client.ClientId,
            MessageId = message.Id,
            Status = DeliveryStatuses.Sent,
            CreatedAt = message.ReceivedAt,
        });
        await SimulatedDeliveryTable.TrimAsync(session, conversation.AppId, PerApp);
    }

    // Before clients of channels were simulated, a custom integration could stand for a channel.
    private static bool IsReachedByChannel(ClientAssociationRow client) => client.IntegrationType is not (null or IntegrationTypes.Custom);

    private static async ValueTask<ClientAssociationRow> FindAsync(
        DatabaseSession session, string appId, IReadOnlyList<ClientAssociationRow> active, MessageDestination destination)
    {
        if (destination.IntegrationId is { } id && (!ObjectId.IsValid(id) || await IntegrationTable.FindAsync(session, appId, id, default) is null))
        {
            throw new ProblemException(Problems.IntegrationNotFound);
        }

        return active.FirstOrDefault(client => destination.IntegrationId is { } integrationId
            ? client.IntegrationId == integrationId
            : client.Type == destination.IntegrationType || client.IntegrationType == destination.IntegrationType) ?? throw new ProblemException(Problems.DestinationUnreachable);
    }
}
