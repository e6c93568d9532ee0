namespace Parhelion;

/// <summary>The values of <see cref="AuditEntry.Action"/>: what was done.</summary>
public static class AuditActions
{
    /// <summary>An app was created.</summary>
    public const string AppCreate = "app.create";

    /// <summary>The name, the settings or the metadata of an app were changed.</summary>
    public const string AppUpdate = "app.update";

    /// <summary>An app was deleted with everything in it.</summary>
    public const string AppDelete = "app.delete";

    /// <summary>A key of the account, of an app or of an integration was created.</summary>
    public const string KeyCreate = "key.create";

    /// <summary>A key of the account, of an app or of an integration was deleted.</summary>
    public const string KeyDelete = "key.delete";

    /// <summary>An integration was created with its first webhook.</summary>
    public const string IntegrationCreate = "integration.create";

    /// <summary>An integration was changed.</summary>
    public const string IntegrationUpdate = "integration.update";

    /// <summary>An integration was deleted with its keys and webhooks.</summary>
    public const string IntegrationDelete = "integration.delete";

    /// <summary>A webhook was created.</summary>
    public const string WebhookCreate = "webhook.create";

    /// <summary>A webhook was changed.</summary>
    public const string WebhookUpdate = "webhook.update";

    /// <summary>A webhook was deleted.</summary>
    public const string WebhookDelete = "webhook.delete";

    /// <summary>An attachment was removed by its media URL.</summary>
    public const string AttachmentDelete = "attachment.delete";

    /// <summary>A private attachment was read.</summary>
    public const string AttachmentReadPrivate = "attachment.read_private";

    /// <summary>Somebody has made a complete backup with the command of the server.</summary>
    public const string BackupCreate = "backup.create";

    /// <summary>A message was deleted with its attachments.</summary>
    public const string MessageDelete = "message.delete";

    /// <summary>All messages of a conversation were deleted with their attachments.</summary>
    public const string MessageDeleteAll = "message.delete_all";

    /// <summary>A conversation was deleted with its messages and attachments.</summary>
    public const string ConversationDelete = "conversation.delete";

    /// <summary>A user was deleted with their personal conversations, messages and attachments.</summary>
    public const string UserDelete = "user.delete";

    /// <summary>The personal information of a user was deleted.</summary>
    public const string UserDeletePersonalInformation = "user.delete_personal_information";

    /// <summary>A user became a part of another user, who has everything of both from then on.</summary>
    public const string UserMerge = "user.merge";

    /// <summary>A user was linked to a channel.</summary>
    public const string ClientCreate = "client.create";

    /// <summary>A client of a user was removed.</summary>
    public const string ClientDelete = "client.delete";

    /// <summary>A switchboard was created.</summary>
    public const string SwitchboardCreate = "switchboard.create";

    /// <summary>A switchboard was enabled or disabled, or got another default.</summary>
    public const string SwitchboardUpdate = "switchboard.update";

    /// <summary>A switchboard was deleted with its switchboard integrations.</summary>
    public const string SwitchboardDelete = "switchboard.delete";

    /// <summary>An integration became a part of a switchboard.</summary>
    public const string SwitchboardIntegrationCreate = "switchboard_integration.create";

    /// <summary>A switchboard integration was changed.</summary>
    public const string SwitchboardIntegrationUpdate = "switchboard_integration.update";

    /// <summary>A switchboard integration was deleted. Its integration stays.</summary>
    public const string SwitchboardIntegrationDelete = "switchboard_integration.delete";

    /// <summary>The server deleted the audit entries that were older than it keeps them.</summary>
    public const string AuditExpire = "audit.expire";

    /// <summary>All actions, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        AppCreate, AppDelete, AppUpdate, AttachmentDelete, AttachmentReadPrivate, AuditExpire, BackupCreate, ClientCreate, ClientDelete, ConversationDelete,
        IntegrationCreate, IntegrationDelete, IntegrationUpdate, KeyCreate, KeyDelete, MessageDelete, MessageDeleteAll, SwitchboardCreate, SwitchboardDelete,
        SwitchboardUpdate, SwitchboardIntegrationCreate, SwitchboardIntegrationDelete, SwitchboardIntegrationUpdate, UserDelete, UserDeletePersonalInformation, UserMerge, WebhookCreate,
        WebhookDelete, WebhookUpdate,
    ];
}
