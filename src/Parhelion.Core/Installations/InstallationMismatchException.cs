namespace Parhelion.Core.Installations;

/// <summary>
/// Thrown when a database and a blob store do not belong together. Blobs without a row in the database must then not be treated as orphans. Their rows may be
/// in another database.
/// </summary>
/// <remarks>The message tells the operator in one sentence what was found. If the exception prevents a start, the advice in <see cref="Remedies"/> is printed
/// as well.</remarks>
public sealed class InstallationMismatchException(string message) : Exception(message)
{
    /// <summary>Advice for the operator.</summary>
    public const string Remedies =
        "Nothing was changed. Use a database and blobs that belong together, or run a command: 'verify --anyway' lists the differences, 'restore' restores a backup, " +
        "'adopt' makes this database and these blobs belong together (docs/backup.md).";
}
