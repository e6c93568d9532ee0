namespace Parhelion.Server.Logs;

/// <summary>Writes the log message about each request (event ids 2400 to 2499).</summary>
internal static partial class RequestLogLogMessages
{
    [LoggerMessage(
        2400, LogLevel.Information,
        "{Method} {Route} {Status} ms={Milliseconds:F1} in={RequestBytes} out={ResponseBytes} key={KeyId} request={RequestId} trace={TraceId} aborted={Aborted}")]
    public static partial void RequestEnded(
        this ILogger log, string method, string route, int status, double milliseconds, long? requestBytes, long? responseBytes, string? keyId, string requestId, string? traceId,
        bool aborted);
}
