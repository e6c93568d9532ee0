namespace Parhelion;

/// <summary>The types of events, with the objects in their payload. A webhook may name every type of the API of Sunshine Conversations. Types that need
/// channels or a switchboard never occur in Parhelion.</summary>
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

    /// <summary>A channel has accepted a message: <c>user</c>, <c>conversation</c>, <c>message</c> with its id only, <c>destination</c>,
    /// <c>externalMessages</c>, <c>isFinalEvent</c>. In Parhelion, only simulated channels cause it.</summary>
    public const string ConversationMessageDeliveryChannel = "conversation:message:delivery:channel";

    /// <summary>A message could not be delivered: as <see cref="ConversationMessageDeliveryChannel"/>, and <c>error</c>.</summary>
    public const string ConversationMessageDeliveryFailure = "conversation:message:delivery:failure";

    /// <summary>A message has reached its user: as <see cref="ConversationMessageDeliveryChannel"/>.</summary>
    public const string ConversationMessageDeliveryUser = "conversation:message:delivery:user";

    /// <summary>A conversation was deleted: <c>conversation</c>.</summary>
    public const string ConversationRemove = "conversation:remove";

    /// <summary>A user was deleted, and the bytes of all attachments deleted with the user are erased: <c>user</c>.</summary>
    public const string UserRemove = "user:remove";

    /// <summary>An attachment was deleted: <c>receipt</c>, a <see cref="Receipt"/>. An extension of Parhelion.</summary>
    public const string AttachmentRemove = "attachment:remove";

    /// <summary>An upload was refused as malware, or because of the quota of the app: <c>rejection</c>, a <see cref="Rejection"/>. An extension of
    /// Parhelion.</summary>
    public const string AttachmentReject = "attachment:reject";

    /// <summary>All types that a webhook may name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ConversationCreate, ConversationJoin, ConversationLeave, ConversationMessage, ConversationMessageDeliveryChannel,
        ConversationMessageDeliveryFailure, ConversationMessageDeliveryUser, ConversationRemove, UserRemove, AttachmentRemove, AttachmentReject,
        "client:add", "client:remove", "client:update", "conversation:postback", "conversation:read", "conversation:referral", "conversation:typing",
        "switchboard:acceptControl", "switchboard:acceptControl:failure", "switchboard:offerControl", "switchboard:offerControl:failure",
        "switchboard:passControl", "switchboard:passControl:failure", "switchboard:releaseControl", "user:merge", "user:update",
    ];
}
