namespace Parhelion.Core;

/// <summary>Which page of a list is asked for. Lists run in the order of their ids.</summary>
/// <param name="Cursor">The id next to the page, not part of it. Empty: from the start, or backwards from the end.</param>
/// <param name="Backwards">Whether the page comes before the cursor.</param>
/// <param name="Size">Most entries of the page.</param>
public sealed record PageRequest(string Cursor, bool Backwards, int Size)
{
    /// <summary>Entries of a page when the request does not say.</summary>
    public const int DefaultSize = 25;

    /// <summary>Most entries of a page.</summary>
    public const int MaxSize = 100;

    /// <summary>Most bytes of stored JSON in a page: 1 MiB. The first entry of a page comes whatever its size, so that paging always gets on.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>What ids are compared with: the cursor, or what comes before or after all of them.</summary>
    public string Bound => Backwards && Cursor.Length == 0 ? "g" : Cursor;

    /// <summary>Rows to ask for: one more than the page has, which tells whether there is more.</summary>
    public int Limit => Size + 1;
}

/// <summary>One page of a list, in ascending order.</summary>
/// <param name="Items">The entries.</param>
/// <param name="HasMore">Whether there is more in the direction of paging.</param>
/// <param name="After">Cursor of the next page; <c>null</c> when there is none.</param>
/// <param name="Before">Cursor of the previous page; <c>null</c> when there is none.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore, string? After, string? Before);

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>Makes the page from one row more than its size, as the query gave them: nearest to the cursor first.</summary>
    public static Page<T> From<T>(List<T> rows, PageRequest request, Func<T, string> id)
    {
        var more = rows.Count > request.Size;
        if (more) rows.RemoveRange(request.Size, rows.Count - request.Size);
        if (request.Backwards) rows.Reverse();
        return rows.Count == 0 ? Empty<T>() : From(rows, more, request, id(rows[0]), id(rows[^1]));
    }

    /// <summary>Makes the page of entries whose range of ids was decided before they were read. Some of them may have been deleted meanwhile.</summary>
    /// <param name="rows">The entries, in ascending order.</param>
    /// <param name="more">Whether there is more in the direction of paging.</param>
    /// <param name="request">The page that was asked for.</param>
    /// <param name="first">The first id of the range.</param>
    /// <param name="last">The last id of the range.</param>
    public static Page<T> From<T>(IReadOnlyList<T> rows, bool more, PageRequest request, string first, string last)
    {
        ArgumentNullException.ThrowIfNull(request);
        // There is something on the side of the cursor, at least what it names.
        var hasNext = request.Backwards ? request.Cursor.Length > 0 : more;
        var hasPrevious = request.Backwards ? more : request.Cursor.Length > 0;
        return new Page<T>(rows, more, hasNext ? last : null, hasPrevious ? first : null);
    }

    /// <summary>A page without entries.</summary>
    public static Page<T> Empty<T>() => new([], HasMore: false, After: null, Before: null);
}
