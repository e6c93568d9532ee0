namespace Parhelion.Server.Uploads;

/// <summary>Writes the log messages about uploads (event ids 2200 to 2299). The messages never contain a file name, a token or a URL.</summary>
internal static partial class UploadLogMessages
{
    [LoggerMessage(2201, LogLevel.Debug, "Stored attachment {AttachmentId} of app {AppId}: {Size} bytes, {MediaType}")]
    public static partial void AttachmentStored(this ILogger log, string attachmentId, string appId, long size, string mediaType);
}
