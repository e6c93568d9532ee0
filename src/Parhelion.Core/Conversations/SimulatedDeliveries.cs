using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;

namespace Parhelion.Core.Conversations;

/// <summary>Records what would be sent to a channel, in the transaction that posts the message. No channel is called.</summary>
internal static class SimulatedDeliveries
{
    /// <summary>Maximum number of deliveries of an app. Beyond it, the oldest are deleted.</summary>
    public const int PerApp = 1000;

    // The type that a business names to send a message to no channel.
    private const string NoChannel = "none";

    /// <summary>Records a message of the business, if its user is reached through a channel: the one that <paramref name="destination"/> names, or else the one
    /// through which the user wrote last. Conversations of several users are not sent to channels.</summary>
    public static async ValueTask RecordAsync(
        DatabaseSession session, ConversationRow conversation, MessageRow message, MessageDestination? destination, TimeProvider clock)
    {
        if (conversation.UserId is not { } userId || await ChannelAsync(session, conversation.AppId, userId, destination) is not { } integrationId) return;
        await SimulatedDeliveryTable.InsertAsync(session, new SimulatedDeliveryRow
        {
            Id = ObjectId.New(clock),
            AppId = conversation.AppId,
            IntegrationId = integrationId,
            ConversationId = conversation.Id,
            UserId = userId,
            MessageId = message.Id,
            Status = DeliveryStatuses.Sent,
            CreatedAt = message.ReceivedAt,
        });
        await SimulatedDeliveryTable.TrimAsync(session, conversation.AppId, PerApp);
    }

    private static async ValueTask<string?> ChannelAsync(DatabaseSession session, string appId, string userId, MessageDestination? destination)
    {
        if (destination?.IntegrationId is { } id)
        {
            var named = ObjectId.IsValid(id) ? await IntegrationTable.FindAsync(session, appId, id, default) : null;
            return named is null || named.Type == IntegrationTypes.Custom ? null : named.Id;
        }

        if (destination?.IntegrationType is not { } type) return await SimulatedUserTable.LatestAsync(session, userId);
        if (type is NoChannel or IntegrationTypes.Custom || IntegrationTypes.Find(type) is null) return null;
        var first = new PageRequest("", Backwards: false, Size: 1);
        return (await IntegrationTable.ListAsync(session, appId, [type], first, default)).FirstOrDefault()?.Id;
    }
}
