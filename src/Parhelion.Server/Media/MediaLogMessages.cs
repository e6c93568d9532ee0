namespace Parhelion.Server.Media;

/// <summary>Writes the log messages about serving media, such as a file whose bytes are missing (event ids 1200 to 1299).</summary>
internal static partial class MediaLogMessages
{
    [LoggerMessage(1201, LogLevel.Error, "The file of attachment {AttachmentId} is missing or does not have its {Size} bytes; requests for it get status 500. Restore the file from a backup; 'verify' lists all such files")]
    public static partial void FileMissing(this ILogger log, string attachmentId, long size);
}
