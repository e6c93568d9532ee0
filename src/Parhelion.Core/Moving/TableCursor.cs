using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Reads the rows of a table in the order of their primary keys. The cursor reads one page of rows at a time, and keeps only this page in memory. No
/// transaction stays open between two pages.</summary>
/// <remarks>A row that is inserted during the reading is read only if its key comes after the page in memory.</remarks>
internal sealed class TableCursor(Database database, CopiedTableDefinition table)
{
    /// <summary>Maximum number of rows in a page.</summary>
    public const int PageRows = 1000;

    /// <summary>Size in bytes that ends a page early.</summary>
    public const long PageBytes = 4 << 20;

    private IReadOnlyList<string> last = [.. table.Key.Select(_ => "")];
    private List<CopiedRow> page = [];
    private int next;
    private bool atEnd;

    /// <summary>Number of rows in the page that is in memory.</summary>
    public int Held => page.Count;

    /// <summary>Gets the current row; <c>null</c> if all rows were read.</summary>
    public async ValueTask<CopiedRow?> PeekAsync(CancellationToken cancellationToken)
    {
        if (next < page.Count) return page[next];
        if (atEnd) return null;
        page = await database.ReadAsync((session, token) => table.PageAsync(session, last, PageRows, PageBytes, token), cancellationToken);
        (next, atEnd) = (0, page.Count == 0);
        if (atEnd) return null;
        last = page[^1].Key;
        return page[0];
    }

    /// <summary>Moves to the next row.</summary>
    public void Advance() => next++;
}
