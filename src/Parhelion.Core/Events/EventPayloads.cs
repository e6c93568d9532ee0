using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Events;

/// <summary>
/// Creates the payload for each type of event. Most payloads contain only the ids of records, without their data. <see cref="EventEnrichment"/> adds the data
/// when the event is sent. Waiting events therefore take little space and keep no deleted data.
/// </summary>
/// <remarks>Some payloads are complete at once, for example that of a deleted conversation, because the conversation cannot be read later.</remarks>
internal static class EventPayloads
{
    /// <summary>Field with a user, beside a conversation and in an author.</summary>
    public const string UserField = "user";

    /// <summary>Field with a conversation.</summary>
    public const string ConversationField = "conversation";

    /// <summary>Field with a client.</summary>
    public const string ClientField = "client";

    /// <summary>Field with a message.</summary>
    public const string MessageField = "message";

    /// <summary>Field with the channel that a message was sent to.</summary>
    public const string DestinationField = "destination";

    /// <summary>Field with what an author does in a conversation other than posting a message.</summary>
    public const string ActivityField = "activity";

    /// <summary>Field with the author of a message or of an activity.</summary>
    public const string AuthorField = "author";

    /// <summary>Field with metadata, of a conversation or of an event.</summary>
    public const string MetadataField = "metadata";

    /// <summary>Field with the two users of a merger, in <see cref="SurvivingField"/> and in <see cref="DiscardedField"/>.</summary>
    public const string MergedUsersField = "mergedUsers";

    /// <summary>Field with the one of two that is left.</summary>
    public const string SurvivingField = "surviving";

    /// <summary>Field with the one of two that is not there any more.</summary>
    public const string DiscardedField = "discarded";

    /// <summary>Field with an attachment.</summary>
    public const string AttachmentField = "attachment";

    /// <summary>Returns the payload for an attachment that was uploaded.</summary>
    public static JsonObject Uploaded(AttachmentRow row) => new() { [AttachmentField] = new JsonObject { ["id"] = row.Id } };

    /// <summary>Returns the payload for a conversation that was created.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user of a personal conversation; <c>null</c>: it is a group.</param>
    /// <param name="channel">The channel through which a message came that made the conversation necessary; <c>null</c>: the API has created it.</param>
    public static JsonObject Created(ConversationRow conversation, UserRow? user, MessageSource? channel = null)
    {
        var payload = new JsonObject
        {
            [ConversationField] = Named(conversation),
            ["creationReason"] = channel is null ? "none" : "message",
            ["source"] = ToJson(channel),
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

    /// <summary>Returns the payload for what a user does in a conversation other than posting a message.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user.</param>
    /// <param name="type">One of <see cref="ActivityTypes"/>.</param>
    /// <param name="source">The channel of the user; <c>null</c>: the API.</param>
    public static JsonObject Activity(ConversationRow conversation, UserRow user, string type, MessageSource? source = null) => new()
    {
        [ConversationField] = Named(conversation),
        [ActivityField] = new JsonObject
        {
            ["type"] = type,
            [AuthorField] = new JsonObject { ["type"] = AuthorTypes.User, ["userId"] = user.Id, [UserField] = Named(user) },
            ["source"] = ToJson(source),
        },
    };

    /// <summary>Returns the payload for a postback button that a user has pressed.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user.</param>
    /// <param name="payload">The payload of the button.</param>
    /// <param name="metadata">The metadata of the button, a JSON object; <c>null</c>: none.</param>
    /// <param name="source">The channel of the user.</param>
    public static JsonObject Postback(ConversationRow conversation, UserRow user, string payload, string? metadata, MessageSource source)
    {
        var postback = new JsonObject { ["payload"] = payload };
        if (metadata is not null) postback[MetadataField] = JsonNode.Parse(metadata);
        return new JsonObject { [ConversationField] = Named(conversation), [UserField] = Named(user), ["postback"] = postback, ["source"] = ToJson(source) };
    }

    /// <summary>Returns the payload for two users who became one by the API.</summary>
    /// <param name="surviving">The user who is left.</param>
    /// <param name="discarded">The user who is not there any more. Only the ids are in the payload.</param>
    /// <param name="clients">Two clients that became one; <c>null</c>: there were none.</param>
    /// <param name="discardedMetadata">Metadata for which there was no room; empty: none.</param>
    public static JsonObject Merged(UserRow surviving, UserRow discarded, (ClientRow Surviving, ClientRow Discarded)? clients, JsonObject discardedMetadata)
    {
        var payload = new JsonObject
        {
            [MergedUsersField] = new JsonObject { [SurvivingField] = Named(surviving), [DiscardedField] = EventEnrichment.ToJson(discarded, inFull: false) },
            ["reason"] = "api",
        };
        if (clients is { } pair)
        {
            payload["mergedClients"] = new JsonObject { [SurvivingField] = EventEnrichment.ToJson(pair.Surviving), [DiscardedField] = EventEnrichment.ToJson(pair.Discarded) };
        }

        if (discardedMetadata.Count > 0) payload["discardedMetadata"] = discardedMetadata.DeepClone();
        return payload;
    }

    /// <summary>Returns the payload for control of a conversation that was passed, offered, accepted or released.</summary>
    /// <param name="conversation">The conversation after that.</param>
    /// <param name="metadata">Metadata of the request, a JSON object; <c>null</c>: none.</param>
    public static JsonObject Control(ConversationRow conversation, string? metadata)
    {
        var payload = new JsonObject { [ConversationField] = Named(conversation) };
        if (metadata is not null) payload[MetadataField] = JsonNode.Parse(metadata);
        return payload;
    }

    /// <summary>Returns the payload for control of a conversation that could not be passed, offered or accepted.</summary>
    public static JsonObject ControlFailed(ConversationRow conversation, Problem problem, string? metadata)
    {
        var payload = Control(conversation, metadata);
        payload["error"] = new JsonObject { ["code"] = problem.Code, ["message"] = problem.Title };
        return payload;
    }

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
    public static JsonObject Removed(ConversationRow conversation) => new() { [ConversationField] = WithMetadata(Named(conversation), conversation) };

    /// <summary>Returns the payload for a user who was deleted: only the ids, no personal data.</summary>
    public static JsonObject Removed(UserRow user) => new() { [UserField] = EventEnrichment.ToJson(user, inFull: false) };

    /// <summary>Returns the payload for an attachment that was removed.</summary>
    public static JsonObject Removed(RemovalReceiptRow receipt) =>
        new() { ["receipt"] = JsonSerializer.SerializeToNode(ApiModelConverter.Receipt(receipt), ProtocolJson.Default.Receipt) };

    /// <summary>Returns the payload for an upload that was refused.</summary>
    public static JsonObject Rejected(RefusedUploadRow row) =>
        new() { ["rejection"] = JsonSerializer.SerializeToNode(ApiModelConverter.Rejection(row), ProtocolJson.Default.Rejection) };

    /// <summary>Returns the payload for a client that was created by linking a user to a channel.</summary>
    public static JsonObject ClientAdded(ConversationRow conversation, UserRow user, ClientRow client) => new()
    {
        [ConversationField] = Named(conversation),
        [UserField] = Named(user),
        [ClientField] = Named(client),
        ["reason"] = "channelLinking",
        ["source"] = Api(),
    };

    /// <summary>Returns the payload for a client that was changed.</summary>
    /// <param name="conversation">The conversation that the client takes part in; <c>null</c>: none.</param>
    /// <param name="user">The user who has the client.</param>
    /// <param name="client">The client after the change.</param>
    /// <param name="reason">Why it was changed: <c>confirmed</c>, <c>matched</c>, <c>blocked</c> or <c>unblocked</c>.</param>
    public static JsonObject ClientUpdated(ConversationRow? conversation, UserRow user, ClientRow client, string reason)
    {
        var payload = new JsonObject();
        if (conversation is not null) payload[ConversationField] = Named(conversation);
        payload[UserField] = Named(user);
        payload[ClientField] = Named(client);
        payload["reason"] = reason;
        return payload;
    }

    /// <summary>Returns the payload for a client that the API has removed. The client is complete at once, because it cannot be read later.</summary>
    public static JsonObject ClientRemoved(UserRow user, ClientRow client) =>
        new() { [UserField] = Named(user), [ClientField] = EventEnrichment.ToJson(client), ["reason"] = "api", ["source"] = Api() };

    /// <summary>Returns the payload for a client that was removed because another user has linked the same identity.</summary>
    /// <param name="conversation">The conversation of the other user; <c>null</c>: none.</param>
    /// <param name="user">The user who had the client.</param>
    /// <param name="client">The client.</param>
    public static JsonObject ClientTaken(ConversationRow? conversation, UserRow user, ClientRow client)
    {
        var payload = ClientRemoved(user, client);
        if (conversation is not null) payload[ConversationField] = Named(conversation);
        payload["reason"] = "theft";
        return payload;
    }

    /// <summary>Returns the payload for a client whose link the user has refused, or could not be made. The client is complete at once, because it cannot be read
    /// later.</summary>
    /// <param name="conversation">The conversation that the client takes part in; <c>null</c>: none.</param>
    /// <param name="user">The user who had the client.</param>
    /// <param name="client">The client.</param>
    /// <param name="reason">Why it was removed: <c>linkCancelled</c> or <c>linkFailed</c>.</param>
    /// <param name="error">What went wrong.</param>
    public static JsonObject LinkEnded(ConversationRow? conversation, UserRow user, ClientRow client, string reason, DeliveryError error)
    {
        var payload = ClientRemoved(user, client);
        if (conversation is not null) payload[ConversationField] = Named(conversation);
        payload["reason"] = reason;
        payload["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        return payload;
    }

    private static JsonObject Api() => new() { ["type"] = MessageSource.Api };

    // The status is kept, because it may have changed when the event is sent.
    private static JsonObject Named(ClientRow row) => new() { ["id"] = row.Id, ["type"] = row.Type, ["status"] = row.Status };

    /// <summary>Sets the metadata of a conversation in a payload.</summary>
    public static JsonObject WithMetadata(JsonObject shown, ConversationRow row)
    {
        if (row.Metadata is null) shown.Remove(MetadataField);
        else shown[MetadataField] = JsonNode.Parse(row.Metadata);
        return shown;
    }

    private static JsonNode? ToJson(MessageSource? source) => JsonSerializer.SerializeToNode(source ?? new MessageSource(MessageSource.Api), ProtocolJson.Default.MessageSource);

    private static JsonObject Named(UserRow row) => new() { ["id"] = row.Id };

    // Who is in control is part of the event: it may be somebody else when the event is sent.
    private static JsonObject Named(ConversationRow row)
    {
        var shown = new JsonObject { ["id"] = row.Id, ["type"] = row.Type };
        if (row.Active is not null) shown["activeSwitchboardIntegration"] = ToJson(row.Active);
        if (row.Pending is not null) shown["pendingSwitchboardIntegration"] = ToJson(row.Pending);
        return shown;
    }

    private static JsonNode? ToJson(SwitchboardIntegrationReference reference) =>
        JsonSerializer.SerializeToNode(reference, ProtocolJson.Default.SwitchboardIntegrationReference);
}
