using System.Runtime.CompilerServices;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Auditing;

/// <summary>Lists and exports the entries of the audit log.</summary>
public sealed class AuditReader(Database database)
{
    private const int ExportRows = 200;

    /// <summary>Lists one page of the entries that a filter selects, newest first.</summary>
    /// <param name="filter">Selects the entries.</param>
    /// <param name="page">The requested page. "After" means older.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<Page<AuditEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => AuditEntryTable.ListAsync(session, filter, page, token), cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    /// <summary>Reads all entries that a filter selects, oldest first. Reads 200 at a time, so that memory holds only these.</summary>
    public async IAsyncEnumerable<AuditEntry> ExportAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var last = ""; ;)
        {
            var rows = await database.ReadAsync((session, token) => AuditEntryTable.ListOldestAsync(session, filter, last, ExportRows, token), cancellationToken);
            foreach (var row in rows) yield return row;
            if (rows.Count < ExportRows) yield break;
            last = rows[^1].Id;
        }
    }
}
