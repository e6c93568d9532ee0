namespace Parhelion.Server.Setup;

/// <summary>Writes the log message about a guessed public URL (event id 1710).</summary>
internal static partial class StartupLogMessages
{
    [LoggerMessage(1710, LogLevel.Warning, "Media URLs begin with {Guess}, which is a guess: this server listens on all addresses or on a Unix socket, and does not know which URL "
        + "clients use. Set Parhelion:PublicBaseUrl, such as https://chat.example.org")]
    public static partial void PublicUrlGuessed(this ILogger log, string guess);
}
