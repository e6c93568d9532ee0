namespace Parhelion;

/// <summary>The types of events, with the objects in their payload. A webhook may name every type of the API of Sunshine Conversations. Types that need
/// channels or a switchboard never occur in Parhelion.</summary>
public static class EventTypes
{
    /// <summary>A client was linked to a user: <c>client</c>, <c>conversation</c>, <c>reason</c>, <c>source</c>, <c>user</c>.</summary>
    public const string ClientAdd = "client:add";

    /// <summary>A client was removed, or another user has taken it over: <c>client</c>, <c>reason</c>, <c>source</c>, <c>user</c>.</summary>
    public const string ClientRemove = "client:remove";

    /// <summary>The link of a client was confirmed: <c>client</c>, <c>conversation</c>, <c>reason</c>, <c>user</c>.</summary>
    public const string ClientUpdate = "client:update";

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

    /// <summary>An attachment was uploaded: <c>attachment</c>, an <see cref="AttachmentDetails"/>. An extension of Parhelion.</summary>
    public const string AttachmentCreate = "attachment:create";

    /// <summary>An attachment was deleted: <c>receipt</c>, a <see cref="Receipt"/>. An extension of Parhelion.</summary>
    public const string AttachmentRemove = "attachment:remove";

    /// <summary>An upload was refused as malware, or because of the quota of the app: <c>rejection</c>, a <see cref="Rejection"/>. An extension of
    /// Parhelion.</summary>
    public const string AttachmentReject = "attachment:reject";

    /// <summary>All types that a webhook may name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ClientAdd, ClientRemove, ClientUpdate,
        ConversationCreate, ConversationJoin, ConversationLeave, ConversationMessage, ConversationRemove, UserRemove, AttachmentCreate, AttachmentRemove,
        AttachmentReject,
        "conversation:message:delivery:channel", "conversation:message:delivery:failure",
        "conversation:message:delivery:user", "conversation:postback", "conversation:read", "conversation:referral", "conversation:typing",
        "switchboard:acceptControl", "switchboard:acceptControl:failure", "switchboard:offerControl", "switchboard:offerControl:failure",
        "switchboard:passControl", "switchboard:passControl:failure", "switchboard:releaseControl", "user:merge", "user:update",
    ];
}
