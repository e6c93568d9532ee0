using System.Text.Json;

namespace Parhelion.Protocol;

/// <summary>A webhook: a URL that the server calls when events happen.</summary>
public sealed record Webhook
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the payload: always <see cref="CurrentVersion"/>.</summary>
    public required string Version { get; init; }

    /// <summary>The URL that the server calls.</summary>
    public required string Target { get; init; }

    /// <summary>The events for which the server calls the webhook; values of <see cref="EventTypes"/>.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }

    /// <summary>The secret that the server sends with each call as <c>X-API-Key</c>, so that the receiver can authenticate the caller.</summary>
    public required string Secret { get; init; }

    /// <summary>Whether users in events include profile and metadata.</summary>
    public required bool IncludeFullUser { get; init; }

    /// <summary>Whether sources in events include client and device. No effect in Parhelion, which has no channels.</summary>
    public required bool IncludeFullSource { get; init; }

    /// <summary>The only version of the payload.</summary>
    public const string CurrentVersion = "v2";
}

/// <summary>Body of <c>POST …/webhooks</c>.</summary>
public sealed record WebhookCreateBody
{
    /// <summary>The URL to call: an absolute http or https URL of at most 2048 characters.</summary>
    public required string Target { get; init; }

    /// <summary>The events to send: at least one of <see cref="EventTypes"/>.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }

    /// <summary>Whether users in events include profile and metadata. Default: false.</summary>
    public bool? IncludeFullUser { get; init; }

    /// <summary>Whether sources in events include client and device. Default: false. No effect in Parhelion.</summary>
    public bool? IncludeFullSource { get; init; }
}

/// <summary>Body of <c>PATCH …/webhooks/{webhookId}</c>. Fields that are left out keep their value.</summary>
public sealed record WebhookUpdateBody
{
    /// <summary>The URL to call: an absolute http or https URL of at most 2048 characters.</summary>
    public string? Target { get; init; }

    /// <summary>The events to send: at least one of <see cref="EventTypes"/>.</summary>
    public IReadOnlyList<string>? Triggers { get; init; }

    /// <summary>Whether users in events include profile and metadata.</summary>
    public bool? IncludeFullUser { get; init; }

    /// <summary>Whether sources in events include client and device. No effect in Parhelion.</summary>
    public bool? IncludeFullSource { get; init; }
}

/// <summary>A response with one webhook.</summary>
public sealed record WebhookResponse(Webhook Webhook);

/// <summary>A response with all webhooks of an integration.</summary>
public sealed record WebhookListResponse(IReadOnlyList<Webhook> Webhooks);

/// <summary>The body of a call to a webhook: one or more events.</summary>
/// <param name="App">The app of the events.</param>
/// <param name="Webhook">The webhook that is called.</param>
/// <param name="Events">The events in the order in which they happened.</param>
public sealed record WebhookDelivery(WebhookDeliveryApp App, WebhookDeliveryWebhook Webhook, IReadOnlyList<WebhookEvent> Events);

/// <summary>The app of a delivery.</summary>
/// <param name="Id">Id: 24 lower-case hexadecimal characters.</param>
public sealed record WebhookDeliveryApp(string Id);

/// <summary>The webhook of a delivery.</summary>
/// <param name="Id">Id: 24 lower-case hexadecimal characters.</param>
/// <param name="Version">Version of the payload.</param>
public sealed record WebhookDeliveryWebhook(string Id, string Version);

/// <summary>One event in a <see cref="WebhookDelivery"/>.</summary>
public sealed record WebhookEvent
{
    /// <summary>Id: 24 lower-case hexadecimal characters. A repeated delivery has the same id, so that the receiver can discard duplicates.</summary>
    public required string Id { get; init; }

    /// <summary>Type of the event: one of <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Time of the event.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The objects of the event. Their names depend on <see cref="Type"/>; <see cref="EventTypes"/> lists them.</summary>
    public required JsonElement Payload { get; init; }
}

/// <summary>The types of events, with the objects in their payload. A webhook may name every type of the original API. Types that need channels
/// or a switchboard never occur in Parhelion.</summary>
public static class EventTypes
{
    /// <summary>A conversation was created: <c>conversation</c>, <c>creationReason</c>, <c>source</c>, and <c>user</c> if it is personal.</summary>
    public const string ConversationCreate = "conversation:create";

    /// <summary>A user was added to a conversation: <c>conversation</c>, <c>user</c>.</summary>
    public const string ConversationJoin = "conversation:join";

    /// <summary>A user was removed from a conversation: <c>conversation</c>, <c>user</c>.</summary>
    public const string ConversationLeave = "conversation:leave";

    /// <summary>A message was posted: <c>conversation</c>, <c>message</c>.</summary>
    public const string ConversationMessage = "conversation:message";

    /// <summary>A conversation was deleted: <c>conversation</c>.</summary>
    public const string ConversationRemove = "conversation:remove";

    /// <summary>A user was deleted, and the bytes of all attachments deleted with the user are erased: <c>user</c>.</summary>
    public const string UserRemove = "user:remove";

    /// <summary>An attachment was deleted: <c>receipt</c>, a <see cref="Receipt"/>. An extension of Parhelion.</summary>
    public const string AttachmentRemove = "attachment:remove";

    /// <summary>All types that a webhook may name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ConversationCreate, ConversationJoin, ConversationLeave, ConversationMessage, ConversationRemove, UserRemove, AttachmentRemove,
        "client:add", "client:remove", "client:update", "conversation:message:delivery:channel", "conversation:message:delivery:failure",
        "conversation:message:delivery:user", "conversation:postback", "conversation:read", "conversation:referral", "conversation:typing",
        "switchboard:acceptControl", "switchboard:acceptControl:failure", "switchboard:offerControl", "switchboard:offerControl:failure",
        "switchboard:passControl", "switchboard:passControl:failure", "switchboard:releaseControl", "user:merge", "user:update",
    ];
}
