using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Events;

/// <summary>Completes the payload of an event when the event is sent. The stored payload contains little more than ids. The class adds the current data of the
/// attachment, the message, the user, the client and the conversation.</summary>
/// <remarks>If one of these records was deleted after the event was stored:
/// <list type="bullet">
/// <item>The attachment or the message: the event is not sent.</item>
/// <item>The user or the conversation: the payload contains the id, but not the data.</item>
/// <item>The client: the payload stays as it was stored.</item>
/// </list></remarks>
internal static class EventEnrichment
{
    // Fields of a user that a webhook gets if it does not ask for full users.
    private static readonly string[] Identifying = ["id", "externalId", "zendeskId", "brandId"];

    /// <summary>Completes a payload for a webhook; false if the event must not be sent, because its attachment or its message was deleted.</summary>
    public static async ValueTask<bool> FillAsync(
        DatabaseSession session, JsonObject payload, WebhookRow webhook, Func<AttachmentRow, AttachmentDetails> showAttachment, CancellationToken cancellationToken)
    {
        if (IdOf(payload, EventPayloads.AttachmentField) is { } attachmentId)
        {
            if (await AttachmentListQuery.FindAsync(session, webhook.AppId, attachmentId, cancellationToken) is not { } found) return false;
            payload[EventPayloads.AttachmentField] = JsonSerializer.SerializeToNode(showAttachment(found.Row), ProtocolJson.Default.AttachmentDetails);
        }

        await FillUserAsync(session, payload, webhook, cancellationToken);
        if (payload[EventPayloads.MergedUsersField] is JsonObject users)
        {
            foreach (var field in (string[])[EventPayloads.SurvivingField, EventPayloads.DiscardedField]) await FillUserAsync(session, users, webhook, cancellationToken, field);
        }

        await FillClientAsync(session, payload, webhook, cancellationToken);
        if (payload[EventPayloads.ActivityField]?[EventPayloads.AuthorField] is JsonObject author) await FillUserAsync(session, author, webhook, cancellationToken);
        if (IdOf(payload, EventPayloads.ConversationField) is not { } conversationId) return true;
        if (IdOf(payload, EventPayloads.MessageField) is { } messageId)
        {
            if (await MessageTable.FindWholeAsync(session, conversationId, messageId, cancellationToken) is not { } message) return false;
            if (payload[EventPayloads.DestinationField] is null) payload[EventPayloads.MessageField] = await ShowAsync(session, message, webhook, cancellationToken);
        }

        if (await ConversationTable.FindAsync(session, webhook.AppId, conversationId, cancellationToken) is { } conversation)
        {
            EventPayloads.WithMetadata(payload[EventPayloads.ConversationField]!.AsObject(), conversation);
        }

        return true;
    }

    /// <summary>Returns a user as events show it.</summary>
    public static JsonObject ToJson(UserRow row, bool inFull)
    {
        var shown = JsonSerializer.SerializeToNode(ApiModelConverter.User(row), ProtocolJson.Default.User)!.AsObject();
        if (!inFull) Truncate(shown);
        return shown;
    }

    /// <summary>Returns a client as events show it.</summary>
    public static JsonObject ToJson(ClientRow row) => JsonSerializer.SerializeToNode(ApiModelConverter.Client(row), ProtocolJson.Default.UserClient)!.AsObject();

    private static async ValueTask<JsonObject> ShowAsync(DatabaseSession session, MessageRow message, WebhookRow webhook, CancellationToken cancellationToken)
    {
        var shown = JsonSerializer.SerializeToNode(ApiModelConverter.Message(message), ProtocolJson.Default.Message)!.AsObject();
        if (message.AuthorId is null || shown[EventPayloads.AuthorField] is not JsonObject author) return shown;
        author[EventPayloads.UserField] = new JsonObject { ["id"] = message.AuthorId };
        await FillUserAsync(session, author, webhook, cancellationToken);
        return shown;
    }

    private static async ValueTask FillUserAsync(
        DatabaseSession session, JsonObject holder, WebhookRow webhook, CancellationToken cancellationToken, string field = EventPayloads.UserField)
    {
        if (IdOf(holder, field) is not { } id) return;
        if (await UserTable.FindAsync(session, webhook.AppId, id, cancellationToken) is { } user) holder[field] = ToJson(user, webhook.IncludeFullUser);
        // Events that an older version recorded contain full users.
        else Truncate(holder[field]!.AsObject());
    }

    // A removed client is not found, and its payload is complete already.
    private static async ValueTask FillClientAsync(DatabaseSession session, JsonObject payload, WebhookRow webhook, CancellationToken cancellationToken)
    {
        if (IdOf(payload, EventPayloads.ClientField) is not { } id || await ClientTable.FindAsync(session, webhook.AppId, id, cancellationToken) is not { } client) return;
        var status = payload[EventPayloads.ClientField]!["status"]!.GetValue<string>();
        payload[EventPayloads.ClientField] = ToJson(client with { Status = status, LinkedAt = status == ClientStatuses.Pending ? null : client.LinkedAt });
    }

    private static string? IdOf(JsonObject holder, string field) => holder[field] is JsonObject subject ? subject["id"]?.GetValue<string>() : null;

    private static void Truncate(JsonObject user)
    {
        foreach (var name in user.Select(field => field.Key).Except(Identifying, StringComparer.Ordinal).ToArray()) user.Remove(name);
    }
}
