using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Events;

/// <summary>Creates the payload for each type of event. Until the event is sent, the payload has the ids of messages, users and conversations, but not their
/// data. A waiting event therefore takes little space, and keeps no data that was deleted meanwhile. <see cref="EventEnrichment"/> adds the data when the event
/// is sent.</summary>
internal static class EventPayloads
{
    /// <summary>Field with a user, beside a conversation and in an author.</summary>
    public const string UserField = "user";

    /// <summary>Field with a conversation.</summary>
    public const string ConversationField = "conversation";

    /// <summary>Field with a message.</summary>
    public const string MessageField = "message";

    /// <summary>Field with the channel that a message was sent to.</summary>
    public const string DestinationField = "destination";

    /// <summary>Returns the payload for a conversation that was created.</summary>
    public static JsonObject Created(ConversationRow conversation, UserRow? user)
    {
        var payload = new JsonObject
        {
            [ConversationField] = Named(conversation),
            ["creationReason"] = "none",
            ["source"] = new JsonObject { ["type"] = MessageSource.Api },
        };
        if (user is not null) payload[UserField] = Named(user);
        return payload;
    }

    /// <summary>Returns the payload for a user who was added to a conversation or removed from it.</summary>
    public static JsonObject Membership(ConversationRow conversation, UserRow user) =>
        new() { [ConversationField] = Named(conversation), [UserField] = Named(user) };

    /// <summary>Returns the payload for a message that was posted.</summary>
    public static JsonObject Message(ConversationRow conversation, MessageRow message) =>
        new() { [ConversationField] = Named(conversation), [MessageField] = new JsonObject { ["id"] = message.Id } };

    /// <summary>Returns the payload for a message that a channel has accepted, that has reached its user, or that could not be delivered. The message has only its
    /// id, also when the event is sent.</summary>
    public static JsonObject Delivery(SimulatedDeliveryRow delivery, DeliveryError? error)
    {
        var payload = new JsonObject
        {
            [UserField] = new JsonObject { ["id"] = delivery.UserId },
            [ConversationField] = new JsonObject { ["id"] = delivery.ConversationId, ["type"] = ConversationTypes.Personal },
            [MessageField] = new JsonObject { ["id"] = delivery.MessageId },
            [DestinationField] = new JsonObject { ["type"] = delivery.IntegrationType, ["integrationId"] = delivery.IntegrationId },
            ["externalMessages"] = new JsonArray(new JsonObject { ["id"] = delivery.Id }),
            // A message that a channel has accepted is expected to reach its user.
            ["isFinalEvent"] = delivery.Status != DeliveryStatuses.Channel,
        };
        if (error is not null) payload["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        return payload;
    }

    /// <summary>Returns the payload for a conversation that was deleted. This payload is complete at once, because the conversation cannot be read
    /// later.</summary>
    public static JsonObject Removed(ConversationRow conversation) => new() { [ConversationField] = EventEnrichment.ToJson(conversation) };

    /// <summary>Returns the payload for a user who was deleted: only the ids, no personal data.</summary>
    public static JsonObject Removed(UserRow user) => new() { [UserField] = EventEnrichment.ToJson(user, inFull: false) };

    /// <summary>Returns the payload for an attachment that was removed.</summary>
    public static JsonObject Removed(ReceiptRow receipt) =>
        new() { ["receipt"] = JsonSerializer.SerializeToNode(ApiModelConverter.Receipt(receipt), ProtocolJson.Default.Receipt) };

    /// <summary>Returns the payload for an upload that was refused.</summary>
    public static JsonObject Rejected(RefusalRow row) =>
        new() { ["rejection"] = JsonSerializer.SerializeToNode(ApiModelConverter.Rejection(row), ProtocolJson.Default.Rejection) };

    private static JsonObject Named(UserRow row) => new() { ["id"] = row.Id };

    private static JsonObject Named(ConversationRow row) => new() { ["id"] = row.Id, ["type"] = row.Type };
}
