namespace Parhelion.Core.Catalog;

/// <summary>Holds the values of the table <c>installation</c>. The values say which installation a database belongs to, and whether the database is a
/// copy.</summary>
/// <param name="Id">The id of the installation; <c>null</c> until the database is served for the first time.</param>
/// <param name="CopyOf">The id of the original installation; <c>null</c> unless the database is a copy that was not served yet.</param>
/// <param name="CopyRun">The id of the <c>migrate</c> run that writes the copy, or <c>ended</c> if this run has ended without completing the copy; <c>null</c>
/// when the copy is complete, and when the database is no copy.</param>
/// <param name="Watermark">The watermark of the database (<see cref="InstallationTable.Watermark"/>); 0 if the watermark was never raised.</param>
public sealed record InstallationValues(string? Id, string? CopyOf, string? CopyRun, long Watermark)
{
    /// <summary>The values of a new database: none.</summary>
    public static readonly InstallationValues Empty = new(null, null, null, 0);
}
