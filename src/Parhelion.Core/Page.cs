namespace Parhelion.Core;

/// <summary>A request for one page of a list. Lists are sorted by id.</summary>
/// <param name="Cursor">The page begins after this id, or ends before it if <paramref name="Backwards"/> is set. Empty: the page begins at the start
/// of the list, or ends at its end.</param>
/// <param name="Backwards">Whether the page precedes the cursor.</param>
/// <param name="Size">Maximum number of entries on the page.</param>
public sealed record PageRequest(string Cursor, bool Backwards, int Size)
{
    /// <summary>Size of a page if the request does not set one.</summary>
    public const int DefaultSize = 25;

    /// <summary>Maximum number of entries on a page.</summary>
    public const int MaxSize = 100;

    /// <summary>Maximum size of the stored JSON on a page: 1 MiB. A page always contains its first entry, whatever its size, so that paging always
    /// advances.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The value that ids are compared with: the cursor, or without a cursor a value that sorts before or after all ids.</summary>
    public string Bound => Backwards && Cursor.Length == 0 ? "g" : Cursor;

    /// <summary>Number of rows to query. It is one more than the page holds, which shows whether more rows follow.</summary>
    public int Limit => Size + 1;
}

/// <summary>One page of a list, in ascending order of ids.</summary>
/// <param name="Items">The entries.</param>
/// <param name="HasMore">Whether more entries follow in the direction of paging.</param>
/// <param name="After">Cursor of the next page; <c>null</c> if there is none.</param>
/// <param name="Before">Cursor of the previous page; <c>null</c> if there is none.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore, string? After, string? Before);

/// <summary>Builds pages from the rows of a query.</summary>
public static class Page
{
    /// <summary>Builds a page from the rows of a query, which returns the rows nearest to the cursor first. The query returns one row more than the
    /// page size if more rows follow.</summary>
    public static Page<T> From<T>(List<T> rows, PageRequest request, Func<T, string> id)
    {
        var more = rows.Count > request.Size;
        if (more) rows.RemoveRange(request.Size, rows.Count - request.Size);
        if (request.Backwards) rows.Reverse();
        return rows.Count == 0 ? Empty<T>() : From(rows, more, request, id(rows[0]), id(rows[^1]));
    }

    /// <summary>Builds a page whose range of ids was determined before its entries were read. Some entries may have been deleted meanwhile.</summary>
    /// <param name="rows">The entries, in ascending order.</param>
    /// <param name="more">Whether more entries follow in the direction of paging.</param>
    /// <param name="request">The requested page.</param>
    /// <param name="first">The first id of the range.</param>
    /// <param name="last">The last id of the range.</param>
    public static Page<T> From<T>(IReadOnlyList<T> rows, bool more, PageRequest request, string first, string last)
    {
        ArgumentNullException.ThrowIfNull(request);
        // A page with a cursor always has a neighbour on the side of the cursor: at least the entry that the cursor names.
        var hasNext = request.Backwards ? request.Cursor.Length > 0 : more;
        var hasPrevious = request.Backwards ? more : request.Cursor.Length > 0;
        return new Page<T>(rows, more, hasNext ? last : null, hasPrevious ? first : null);
    }

    /// <summary>Returns a page without entries.</summary>
    public static Page<T> Empty<T>() => new([], HasMore: false, After: null, Before: null);
}
