using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion;

/// <summary>Reads the events of a delivery into the type for each of them.</summary>
internal static class EventReader
{
    public static ReceivedEvent Read(WebhookEvent happened)
    {
        try
        {
            return Typed(happened) with { Id = happened.Id, Type = happened.Type, CreatedAt = happened.CreatedAt, Payload = happened.Payload };
        }
        catch (JsonException)
        {
            // A payload that this version does not know must not end the delivery, which would be repeated and fail again.
            return Other(happened);
        }
    }

    private static ReceivedEvent Typed(WebhookEvent happened)
    {
        var payload = happened.Payload;
        return happened.Type switch
        {
            EventTypes.ConversationCreate => new ConversationCreateEvent
            {
                Conversation = Conversation(payload),
                CreationReason = Optional(payload, "creationReason", EventJson.Default.String),
                Source = Optional(payload, "source", EventJson.Default.MessageSource),
                User = Optional(payload, "user", EventJson.Default.EventUser),
            },
            EventTypes.ConversationMessage => new ConversationMessageEvent
            {
                Conversation = Conversation(payload),
                Message = Required(payload, "message", EventJson.Default.Message),
                User = Author(payload),
            },
            EventTypes.ConversationJoin => new ConversationJoinEvent { Conversation = Conversation(payload), User = User(payload) },
            EventTypes.ConversationLeave => new ConversationLeaveEvent { Conversation = Conversation(payload), User = User(payload) },
            EventTypes.ConversationRemove => new ConversationRemoveEvent { Conversation = Conversation(payload) },
            EventTypes.UserRemove => new UserRemoveEvent { User = User(payload) },
            EventTypes.AttachmentCreate => new AttachmentCreateEvent { Attachment = Required(payload, "attachment", EventJson.Default.AttachmentDetails) },
            EventTypes.AttachmentRemove => new AttachmentRemoveEvent { Receipt = Required(payload, "receipt", EventJson.Default.Receipt) },
            EventTypes.AttachmentReject => new AttachmentRejectEvent { Rejection = Required(payload, "rejection", EventJson.Default.Rejection) },
            _ => Other(happened),
        };
    }

    private static OtherEvent Other(WebhookEvent happened) =>
        new() { Id = happened.Id, Type = happened.Type, CreatedAt = happened.CreatedAt, Payload = happened.Payload };

    private static EventConversation Conversation(JsonElement payload) => Required(payload, "conversation", EventJson.Default.EventConversation);

    private static EventUser User(JsonElement payload) => Required(payload, "user", EventJson.Default.EventUser);

    private static EventUser? Author(JsonElement payload) =>
        payload.TryGetProperty("message", out var message) && message.TryGetProperty("author", out var author)
            ? Optional(author, "user", EventJson.Default.EventUser)
            : null;

    private static T Required<T>(JsonElement payload, string name, JsonTypeInfo<T> type)
        where T : class => Optional(payload, name, type) ?? throw new JsonException($"The payload has no {name}.");

    private static T? Optional<T>(JsonElement payload, string name, JsonTypeInfo<T> type)
        where T : class =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(name, out var value) ? value.Deserialize(type) : null;
}
