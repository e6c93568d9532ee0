namespace Parhelion;

/// <summary>The values of <see cref="Receipt.Reason"/>: why an attachment was deleted.</summary>
public static class ReceiptReasons
{
    /// <summary>A call removed the attachment by its media URL.</summary>
    public const string Removed = "removed";

    /// <summary>The message of the attachment was deleted, alone or with all messages of the conversation.</summary>
    public const string MessageDeleted = "message_deleted";

    /// <summary>The conversation of the attachment was deleted.</summary>
    public const string ConversationDeleted = "conversation_deleted";

    /// <summary>The user of the attachment was deleted.</summary>
    public const string UserDeleted = "user_deleted";

    /// <summary>The app of the attachment was deleted.</summary>
    public const string AppDeleted = "app_deleted";

    /// <summary>The conversation was inactive for longer than <see cref="AppSettings.ConversationRetentionSeconds"/>.</summary>
    public const string Retention = "retention";

    /// <summary>A later scan of the stored files found malware.</summary>
    public const string Malware = "malware";

    /// <summary>The attachment was uploaded with <c>for=message</c>, and no message used it in time.</summary>
    public const string Unused = "unused";
}
