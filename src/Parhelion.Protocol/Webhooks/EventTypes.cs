namespace Parhelion;

/// <summary>The types of events, with the objects in their payload. A webhook may name every type of the API of Sunshine Conversations. Types that need
/// channels occur only if these are simulated, or never.</summary>
public static class EventTypes
{
    /// <summary>An attachment was uploaded: <c>attachment</c>, an <see cref="AttachmentDetails"/>. An extension of Parhelion.</summary>
    public const string AttachmentCreate = "attachment:create";

    /// <summary>An upload was refused as malware, or because of the quota of the app: <c>rejection</c>, a <see cref="Rejection"/>. An extension of
    /// Parhelion.</summary>
    public const string AttachmentReject = "attachment:reject";

    /// <summary>An attachment was deleted: <c>receipt</c>, a <see cref="Receipt"/>. An extension of Parhelion.</summary>
    public const string AttachmentRemove = "attachment:remove";

    /// <summary>A client was added to a user: <c>client</c>, <c>user</c>, <c>reason</c>, <c>source</c>.</summary>
    public const string ClientAdd = "client:add";

    /// <summary>A client was removed from a user: <c>client</c>, <c>user</c>, <c>reason</c>, <c>source</c>.</summary>
    public const string ClientRemove = "client:remove";

    /// <summary>A client was changed: <c>client</c>, <c>user</c>, <c>reason</c>.</summary>
    public const string ClientUpdate = "client:update";

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

    /// <summary>A user has pressed a postback button: <c>conversation</c>, <c>user</c>, <c>postback</c>, <c>source</c>. In Parhelion, only simulated channels cause
    /// it.</summary>
    public const string ConversationPostback = "conversation:postback";

    /// <summary>A user has read a conversation: <c>conversation</c>, <c>activity</c>.</summary>
    public const string ConversationRead = "conversation:read";

    /// <summary>A user came to a conversation by a referral: <c>conversation</c>, <c>user</c>, <c>referral</c>, <c>source</c>.</summary>
    public const string ConversationReferral = "conversation:referral";

    /// <summary>A conversation was deleted: <c>conversation</c>.</summary>
    public const string ConversationRemove = "conversation:remove";

    /// <summary>A user starts or stops typing: <c>conversation</c>, <c>activity</c>. In Parhelion, only simulated channels cause it.</summary>
    public const string ConversationTyping = "conversation:typing";

    /// <summary>A channel has sent something that is forwarded as it is.</summary>
    public const string PassthroughMessaging = "passthrough:messaging";

    /// <summary>A switchboard integration has accepted control of a conversation: <c>conversation</c>, <c>metadata</c>.</summary>
    public const string SwitchboardAcceptControl = "switchboard:acceptControl";

    /// <summary>Control of a conversation could not be accepted: <c>conversation</c>, <c>metadata</c>, <c>error</c>.</summary>
    public const string SwitchboardAcceptControlFailure = "switchboard:acceptControl:failure";

    /// <summary>A switchboard integration was offered control of a conversation: <c>conversation</c>, <c>metadata</c>.</summary>
    public const string SwitchboardOfferControl = "switchboard:offerControl";

    /// <summary>Control of a conversation could not be offered: <c>conversation</c>, <c>metadata</c>, <c>error</c>.</summary>
    public const string SwitchboardOfferControlFailure = "switchboard:offerControl:failure";

    /// <summary>A switchboard integration was given control of a conversation: <c>conversation</c>, <c>metadata</c>.</summary>
    public const string SwitchboardPassControl = "switchboard:passControl";

    /// <summary>Control of a conversation could not be passed: <c>conversation</c>, <c>metadata</c>, <c>error</c>.</summary>
    public const string SwitchboardPassControlFailure = "switchboard:passControl:failure";

    /// <summary>Control of a conversation was taken from everybody: <c>conversation</c>, <c>metadata</c>.</summary>
    public const string SwitchboardReleaseControl = "switchboard:releaseControl";

    /// <summary>Two users became one: <c>mergedUsers</c>, <c>reason</c>, and <c>mergedClients</c> and <c>discardedMetadata</c> if there are any.</summary>
    public const string UserMerge = "user:merge";

    /// <summary>A user was deleted, and the bytes of all attachments deleted with the user are erased: <c>user</c>.</summary>
    public const string UserRemove = "user:remove";

    /// <summary>A user was identified: <c>user</c>, <c>reason</c>, <c>source</c>.</summary>
    public const string UserUpdate = "user:update";

    /// <summary>All types that a webhook may name, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        AttachmentCreate, AttachmentReject, AttachmentRemove, ClientAdd, ClientRemove, ClientUpdate, ConversationCreate, ConversationJoin,
        ConversationLeave, ConversationMessage, ConversationMessageDeliveryChannel, ConversationMessageDeliveryFailure, ConversationMessageDeliveryUser,
        ConversationPostback, ConversationRead, ConversationReferral, ConversationRemove, ConversationTyping, PassthroughMessaging,
        SwitchboardAcceptControl, SwitchboardAcceptControlFailure, SwitchboardOfferControl, SwitchboardOfferControlFailure, SwitchboardPassControl,
        SwitchboardPassControlFailure, SwitchboardReleaseControl, UserMerge, UserRemove, UserUpdate,
    ];
}
