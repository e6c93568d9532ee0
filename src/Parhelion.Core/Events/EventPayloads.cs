using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Events;

/// <summary>What events tell, by type. While an event waits it names messages, users and conversations by their ids; what is known of them is filled in when it is
/// sent (<see cref="EventEnrichment"/>). So nothing waits on of what is deleted meanwhile, and an event takes little room.</summary>
internal static class EventPayloads
{
    /// <summary>Field of a user, beside a conversation and in an author.</summary>
    public const string UserField = "user";

    /// <summary>Field of a conversation.</summary>
    public const string ConversationField = "conversation";

    /// <summary>Field of a message.</summary>
    public const string MessageField = "message";

    /// <summary>A conversation was created.</summary>
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

    /// <summary>A user was added to a conversation, or taken out of it.</summary>
    public static JsonObject Membership(ConversationRow conversation, UserRow user) =>
        new() { [ConversationField] = Named(conversation), [UserField] = Named(user) };

    /// <summary>A message was posted.</summary>
    public static JsonObject Message(ConversationRow conversation, MessageRow message) =>
        new() { [ConversationField] = Named(conversation), [MessageField] = new JsonObject { ["id"] = message.Id } };

    /// <summary>A conversation was deleted. What is told of it is told now: there is no later.</summary>
    public static JsonObject Removed(ConversationRow conversation) => new() { [ConversationField] = EventEnrichment.Show(conversation) };

    /// <summary>A user was deleted: the ids, and nothing of the person.</summary>
    public static JsonObject Removed(UserRow user) => new() { [UserField] = EventEnrichment.Show(user, inFull: false) };

    /// <summary>An attachment was deleted.</summary>
    public static JsonObject Removed(ReceiptRow receipt) =>
        new() { ["receipt"] = JsonSerializer.SerializeToNode(ApiModels.Receipt(receipt), ProtocolJson.Default.Receipt) };

    private static JsonObject Named(UserRow row) => new() { ["id"] = row.Id };

    private static JsonObject Named(ConversationRow row) => new() { ["id"] = row.Id, ["type"] = row.Type };
}
