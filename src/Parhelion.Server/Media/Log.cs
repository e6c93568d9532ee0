namespace Parhelion.Server.Media;

/// <summary>Events 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1201, LogLevel.Debug, "No bytes of the right length for {BlobKey}: removed a moment ago, or lost; verify tells")]
    public static partial void BlobMissing(this ILogger log, string blobKey);
}
