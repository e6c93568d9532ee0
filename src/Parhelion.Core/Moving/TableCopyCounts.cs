namespace Parhelion.Core.Moving;

/// <summary>
/// Counts the rows of one table that <see cref="InstallationMove"/> has added, updated, deleted or found unchanged in the target. The number of unchanged rows
/// is that of the last pass only. Each other number is the total of all passes.
/// </summary>
/// <param name="table">Name of the table.</param>
public sealed class TableCopyCounts(string table)
{
    /// <summary>Name of the table.</summary>
    public string Table => table;

    /// <summary>Rows that the target lacked.</summary>
    public long Added { get; internal set; }

    /// <summary>Rows that were different in the target.</summary>
    public long Updated { get; internal set; }

    /// <summary>Rows that the source does not have any more.</summary>
    public long Deleted { get; internal set; }

    /// <summary>Rows that were the same in the last pass.</summary>
    public long Same { get; internal set; }

    internal long Changes => Added + Updated + Deleted;
}
