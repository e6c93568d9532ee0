namespace Parhelion.Server.Endpoints;

/// <summary>
/// Writes the log messages about API requests (event ids 1100 to 1199). The messages report what a request created or deleted, with the id of the caller's API
/// key. No message contains a file name, a token or a media URL.
/// </summary>
/// <remarks>
/// The messages report deletions of attachments, users, conversations, messages and account keys. They also report new account keys, media tokens, signed links
/// and upload links.
/// </remarks>
internal static partial class EndpointLogMessages
{
    [LoggerMessage(1102, LogLevel.Debug, "Removed an attachment of app {AppId} for {KeyId}")]
    public static partial void AttachmentRemoved(this ILogger log, string appId, string keyId);

    [LoggerMessage(1103, LogLevel.Information, "Deleted a user of app {AppId} for {KeyId}")]
    public static partial void UserDeleted(this ILogger log, string appId, string keyId);

    [LoggerMessage(1104, LogLevel.Information, "Deleted conversation {ConversationId} of app {AppId} for {KeyId}")]
    public static partial void ConversationDeleted(this ILogger log, string conversationId, string appId, string keyId);

    [LoggerMessage(1105, LogLevel.Debug, "Deleted message {MessageId} of app {AppId} for {KeyId}")]
    public static partial void MessageDeleted(this ILogger log, string messageId, string appId, string keyId);

    [LoggerMessage(1106, LogLevel.Information, "Deleted all messages of conversation {ConversationId} of app {AppId} for {KeyId}")]
    public static partial void MessagesDeleted(this ILogger log, string conversationId, string appId, string keyId);

    [LoggerMessage(1107, LogLevel.Information, "Created account key {NewKeyId} for {KeyId}")]
    public static partial void AccountKeyCreated(this ILogger log, string newKeyId, string keyId);

    [LoggerMessage(1108, LogLevel.Information, "Deleted account key {OldKeyId} for {KeyId}")]
    public static partial void AccountKeyDeleted(this ILogger log, string oldKeyId, string keyId);

    [LoggerMessage(1151, LogLevel.Information, "Issued {Count} media tokens of app {AppId} to {KeyId}")]
    public static partial void TokensIssued(this ILogger log, int count, string appId, string keyId);

    [LoggerMessage(1153, LogLevel.Information, "Created upload link {LinkId} of app {AppId} for {KeyId}, for {Uploads} uploads")]
    public static partial void UploadLinkCreated(this ILogger log, string linkId, string appId, string keyId, int uploads);

    [LoggerMessage(1152, LogLevel.Information, "Signed a link to a file of app {AppId} for {KeyId}, valid for {Seconds} s")]
    public static partial void LinkSigned(this ILogger log, string appId, string keyId, long seconds);
}
