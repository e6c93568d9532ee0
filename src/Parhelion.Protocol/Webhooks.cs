using System.Text.Json;

namespace Parhelion.Protocol;

/// <summary>A URL that is called when something happens.</summary>
public sealed record Webhook
{
    /// <summary>24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Version of what is delivered: always <see cref="CurrentVersion"/>.</summary>
    public required string Version { get; init; }

    /// <summary>The URL.</summary>
    public required string Target { get; init; }

    /// <summary>What it is called for; of <see cref="EventTypes"/>.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }

    /// <summary>Sent with each call as <c>X-API-Key</c>, so that the receiver knows who calls.</summary>
    public required string Secret { get; init; }

    /// <summary>Whether users in events come with profile and metadata.</summary>
    public required bool IncludeFullUser { get; init; }

    /// <summary>Whether sources in events come with client and device. Kept, not acted on: there are no channels here.</summary>
    public required bool IncludeFullSource { get; init; }

    /// <summary>The version of what is delivered.</summary>
    public const string CurrentVersion = "v2";
}

/// <summary>Body of <c>POST …/webhooks</c>.</summary>
public sealed record WebhookCreateBody
{
    /// <summary>An absolute http or https URL of at most 2048 characters.</summary>
    public required string Target { get; init; }

    /// <summary>At least one of <see cref="EventTypes"/>.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }

    /// <summary>Default: false.</summary>
    public bool? IncludeFullUser { get; init; }

    /// <summary>Default: false.</summary>
    public bool? IncludeFullSource { get; init; }
}

/// <summary>Body of <c>PATCH …/webhooks/{webhookId}</c>. What is absent stays as it is.</summary>
public sealed record WebhookUpdateBody
{
    /// <summary>An absolute http or https URL of at most 2048 characters.</summary>
    public string? Target { get; init; }

    /// <summary>At least one of <see cref="EventTypes"/>.</summary>
    public IReadOnlyList<string>? Triggers { get; init; }

    /// <summary>Whether users in events come with profile and metadata.</summary>
    public bool? IncludeFullUser { get; init; }

    /// <summary>Whether sources in events come with client and device.</summary>
    public bool? IncludeFullSource { get; init; }
}

/// <summary>Answer that carries one webhook.</summary>
public sealed record WebhookResponse(Webhook Webhook);

/// <summary>All webhooks of an integration.</summary>
public sealed record WebhookListResponse(IReadOnlyList<Webhook> Webhooks);

/// <summary>What a webhook is called with.</summary>
/// <param name="App">The app in which it happened.</param>
/// <param name="Webhook">The webhook that is called.</param>
/// <param name="Events">What has happened, in its order.</param>
public sealed record WebhookDelivery(WebhookDeliveryApp App, WebhookDeliveryWebhook Webhook, IReadOnlyList<WebhookEvent> Events);

/// <summary>The app of a delivery.</summary>
/// <param name="Id">24 lower-case hexadecimal characters.</param>
public sealed record WebhookDeliveryApp(string Id);

/// <summary>The webhook of a delivery.</summary>
/// <param name="Id">24 lower-case hexadecimal characters.</param>
/// <param name="Version">Version of the payload.</param>
public sealed record WebhookDeliveryWebhook(string Id, string Version);

/// <summary>Something that has happened.</summary>
public sealed record WebhookEvent
{
    /// <summary>24 lower-case hexadecimal characters; the same when a delivery is repeated, so that nothing need be done twice.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What it is about, by type.</summary>
    public required JsonElement Payload { get; init; }
}

/// <summary>Types of events. Webhooks may name all that the original API documents; those that need channels or a switchboard never happen here.</summary>
public static class EventTypes
{
    /// <summary>A conversation was created: <c>conversation</c>, <c>creationReason</c>, <c>source</c>, and <c>user</c> when it is personal.</summary>
    public const string ConversationCreate = "conversation:create";

    /// <summary>A user was added to a conversation: <c>conversation</c>, <c>user</c>.</summary>
    public const string ConversationJoin = "conversation:join";

    /// <summary>A user was taken out of a conversation: <c>conversation</c>, <c>user</c>.</summary>
    public const string ConversationLeave = "conversation:leave";

    /// <summary>A message was posted: <c>conversation</c>, <c>message</c>.</summary>
    public const string ConversationMessage = "conversation:message";

    /// <summary>A conversation was deleted: <c>conversation</c>.</summary>
    public const string ConversationRemove = "conversation:remove";

    /// <summary>A user was deleted, and the bytes of all attachments that went with the user are erased: <c>user</c>.</summary>
    public const string UserRemove = "user:remove";

    /// <summary>An attachment was deleted: <c>receipt</c>, as the list of receipts shows it. An extension of Parhelion.</summary>
    public const string AttachmentRemove = "attachment:remove";

    /// <summary>Everything that a webhook may be called for.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ConversationCreate, ConversationJoin, ConversationLeave, ConversationMessage, ConversationRemove, UserRemove, AttachmentRemove,
        "client:add", "client:remove", "client:update", "conversation:message:delivery:channel", "conversation:message:delivery:failure",
        "conversation:message:delivery:user", "conversation:postback", "conversation:read", "conversation:referral", "conversation:typing",
        "switchboard:acceptControl", "switchboard:acceptControl:failure", "switchboard:offerControl", "switchboard:offerControl:failure",
        "switchboard:passControl", "switchboard:passControl:failure", "switchboard:releaseControl", "user:merge", "user:update",
    ];
}
