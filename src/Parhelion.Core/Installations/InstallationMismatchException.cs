namespace Parhelion.Core.Installations;

/// <summary>Thrown when a database and a blob store do not belong together. Blobs without a row must then not be treated as orphans. The message tells the
/// operator in one sentence what was found. If the exception prevents a start, the advice in <see cref="Remedies"/> is printed as well.</summary>
public sealed class InstallationMismatchException(string message) : Exception(message)
{
    /// <summary>Advice for the operator.</summary>
    public const string Remedies =
        "Nothing was changed. Put the database and the blobs that belong together back in place, or use a command: 'verify --anyway' shows how the two differ, 'restore' " +
        "brings a backup back, 'adopt' makes this database and these blobs belong together (docs/backup.md).";
}
