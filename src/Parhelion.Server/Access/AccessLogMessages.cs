namespace Parhelion.Server.Access;

/// <summary>Writes the log messages about account keys (event ids 1711 and 1712).</summary>
internal static partial class AccessLogMessages
{
    [LoggerMessage(1711, LogLevel.Warning, "Deleted account key {KeyId}, because Parhelion:Bootstrap no longer names it. Everything that it signed is now invalid")]
    public static partial void ConfiguredKeyRevoked(this ILogger log, string keyId);

    [LoggerMessage(1712, LogLevel.Warning, "There is no account key. Create one with the command 'keys create', or set Parhelion:Bootstrap")]
    public static partial void NoAccountKey(this ILogger log);
}
