namespace Parhelion.Server.Endpoints;

/// <summary>Events 1100 to 1199: what users did. Never a file name, a token or a media URL.</summary>
internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Information, "Stored attachment {AttachmentId} of app {AppId}: {Size} bytes, {MediaType}")]
    public static partial void AttachmentStored(this ILogger log, string attachmentId, string appId, long size, string mediaType);

    [LoggerMessage(1102, LogLevel.Information, "Removed an attachment of app {AppId} for {KeyId}")]
    public static partial void AttachmentRemoved(this ILogger log, string appId, string keyId);
}
