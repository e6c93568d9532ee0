using Microsoft.Extensions.Logging;

namespace Parhelion.Client.Wire;

/// <summary>The log lines of the client. They never contain file names, media URLs, upload URLs or secrets.</summary>
internal static partial class ClientLogMessages
{
    [LoggerMessage(1, LogLevel.Warning, "{Operation}: attempt {Attempt} failed ({Reason}); retrying in {Wait}. Request id {RequestId}.")]
    public static partial void AttemptRepeated(this ILogger log, string operation, int attempt, string reason, TimeSpan wait, string? requestId);

    [LoggerMessage(2, LogLevel.Warning, "{Operation}: the download was interrupted after {Received} bytes ({Reason}); resuming in {Wait}.")]
    public static partial void DownloadResumed(this ILogger log, string operation, long received, string reason, TimeSpan wait);

    [LoggerMessage(3, LogLevel.Warning, "{Operation}: the upload was interrupted ({Reason}); resuming in {Wait}. Request id {RequestId}.")]
    public static partial void UploadResumed(this ILogger log, string operation, string reason, TimeSpan wait, string? requestId);
}
