using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Walks through a table in the order of its keys, with one page in memory at a time. No transaction is held open between pages: what
/// others write meanwhile is seen when it is ahead, and not when it is behind.</summary>
internal sealed class TableCursor(Database database, CopiedTable table)
{
    /// <summary>Most rows of a page.</summary>
    public const int PageRows = 1000;

    /// <summary>Bytes that end a page before that.</summary>
    public const long PageBytes = 4 << 20;

    private IReadOnlyList<string> last = [.. table.Key.Select(_ => "")];
    private List<CopiedRow> page = [];
    private int next;
    private bool atEnd;

    /// <summary>Rows in memory.</summary>
    public int Held => page.Count;

    /// <summary>The row that the cursor stands at; <c>null</c> behind the last one.</summary>
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

    /// <summary>Goes on to the next row.</summary>
    public void Advance() => next++;
}
