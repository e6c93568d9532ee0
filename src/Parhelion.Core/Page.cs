namespace Parhelion.Core;

/// <summary>Holds the entries of one page of a list, and the cursors of the next and the previous page.</summary>
/// <param name="Items">The entries, in the order of the list.</param>
/// <param name="HasMore">Whether the list has more entries after this page. If the client pages backwards (<see cref="PageRequest.Backwards"/>): whether it has
/// more entries before this page.</param>
/// <param name="After">Cursor of the next page; <c>null</c> if there is none.</param>
/// <param name="Before">Cursor of the previous page; <c>null</c> if there is none.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore, string? After, string? Before);

/// <summary>Builds a <see cref="Page{T}"/> from the rows of a query.</summary>
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
    /// <param name="rows">The entries, in the order of the list.</param>
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
