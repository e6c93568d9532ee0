namespace Parhelion.Server.Storage;

/// <summary>Writes the log message about a damaged database file (event id 1317).</summary>
internal static partial class StorageLogMessages
{
    [LoggerMessage(1317, LogLevel.Error, "The database file is damaged: {Finding}. Stop the server and restore a backup (docs/backup.md)")]
    public static partial void PagesDamaged(this ILogger log, string finding);
}
