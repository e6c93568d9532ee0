using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;

namespace Parhelion.Core.Webhooks;

/// <summary>What events tell, by type. They are written down with users in full; a webhook that did not ask for that gets them truncated.</summary>
public static class EventPayloads
{
    private const string UserField = "user";

    // What is left of a user who is not shown in full.
    private static readonly string[] Truncated = ["id", "externalId", "brandId"];

    /// <summary>A conversation was created.</summary>
    internal static JsonObject Created(ConversationRow conversation, UserRow? user)
    {
        var payload = new JsonObject
        {
            ["conversation"] = Conversation(conversation),
            ["creationReason"] = "none",
            ["source"] = new JsonObject { ["type"] = MessageSource.Api },
        };
        if (user is not null) payload[UserField] = User(user);
        return payload;
    }

    /// <summary>A user was added to a conversation, or taken out of it.</summary>
    internal static JsonObject Membership(ConversationRow conversation, UserRow user) =>
        new() { ["conversation"] = Conversation(conversation), [UserField] = User(user) };

    /// <summary>A message was posted.</summary>
    internal static JsonObject Message(ConversationRow conversation, MessageRow message, UserRow? author)
    {
        var shown = JsonSerializer.SerializeToNode(Shown.Message(message), ProtocolJson.Default.Message)!.AsObject();
        if (author is not null) shown["author"]![UserField] = User(author);
        return new JsonObject { ["conversation"] = Conversation(conversation), ["message"] = shown };
    }

    /// <summary>A conversation was deleted.</summary>
    internal static JsonObject Removed(ConversationRow conversation) => new() { ["conversation"] = Conversation(conversation) };

    /// <summary>A user was deleted: the ids, and nothing of the person.</summary>
    internal static JsonObject Removed(UserRow user)
    {
        var payload = new JsonObject { [UserField] = User(user) };
        Truncate(payload);
        return payload;
    }

    /// <summary>An attachment was deleted.</summary>
    internal static JsonObject Removed(ReceiptRow receipt) =>
        new() { ["receipt"] = JsonSerializer.SerializeToNode(Shown.Receipt(receipt), ProtocolJson.Default.Receipt) };

    /// <summary>Leaves of the users in a payload what identifies them.</summary>
    public static void Truncate(JsonObject payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Truncate(payload[UserField]);
        Truncate(payload["message"]?["author"]?[UserField]);
    }

    private static void Truncate(JsonNode? user)
    {
        if (user is not JsonObject fields) return;
        foreach (var name in fields.Select(field => field.Key).Except(Truncated, StringComparer.Ordinal).ToArray()) fields.Remove(name);
    }

    private static JsonObject Conversation(ConversationRow row)
    {
        var conversation = new JsonObject { ["id"] = row.Id, ["type"] = row.Type };
        if (row.Metadata is not null) conversation["metadata"] = JsonNode.Parse(row.Metadata);
        return conversation;
    }

    private static JsonNode User(UserRow row) => JsonSerializer.SerializeToNode(Shown.User(row), ProtocolJson.Default.User)!;
}
