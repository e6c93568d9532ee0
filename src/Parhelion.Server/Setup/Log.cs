namespace Parhelion.Server.Setup;

/// <summary>Events 1710 to 1719.</summary>
internal static partial class Log
{
    [LoggerMessage(1710, LogLevel.Warning, "Media URLs begin with {Guess}, which is a guess: this server listens on all addresses or on a Unix socket, and does not know which URL "
        + "clients use. Set Parhelion:PublicBaseUrl, such as https://chat.example.org")]
    public static partial void PublicUrlGuessed(this ILogger log, string guess);

    [LoggerMessage(1711, LogLevel.Warning, "Deleted account key {KeyId}: Parhelion:Bootstrap named it earlier and does not any more. What it signed opens nothing")]
    public static partial void ConfiguredKeyRevoked(this ILogger log, string keyId);

    [LoggerMessage(1712, LogLevel.Warning, "There is no account key. Make one with the verb 'keys create', or set Parhelion:Bootstrap")]
    public static partial void NoAccountKey(this ILogger log);
}
