namespace Parhelion.Core.Catalog;

/// <summary>Holds the values of the table <c>installation</c>. The values say which installation a database belongs to, and whether the database is a
/// copy.</summary>
/// <param name="Id">The id of the installation; <c>null</c> until the database is served for the first time.</param>
/// <param name="CopyOf">The id of the original installation; <c>null</c> unless the database is a copy that was not served yet.</param>
/// <param name="CopyRun">Says whether a copy is complete. While the command <c>migrate</c> writes the copy: the id of its run. If the run stopped before the copy
/// was complete: the text <c>ended</c>. If the copy is complete, or the database is no copy: <c>null</c>.</param>
/// <param name="Watermark">The watermark of the database (<see cref="InstallationTable.Watermark"/>); 0 if the watermark was never raised.</param>
public sealed record InstallationValues(string? Id, string? CopyOf, string? CopyRun, long Watermark)
{
    /// <summary>The values of a new database: none.</summary>
    public static readonly InstallationValues Empty = new(null, null, null, 0);
}
