namespace Parhelion.Core.Installations;

/// <summary>A database and a blob store that do not belong together, so that what the one does not know must not be taken for litter in the other. The
/// message is for the operator: one sentence on what was found. <see cref="WaysOut"/> goes with it at a start.</summary>
public sealed class InstallationMismatchException(string message) : Exception(message)
{
    /// <summary>What an operator can do.</summary>
    public const string WaysOut =
        "Nothing was changed. Put the database and the blobs that belong together back in place, or use a verb: 'verify --anyway' shows how the two differ, 'restore' " +
        "brings a backup back, 'adopt' makes this database and these blobs belong together (docs/backup.md).";
}
