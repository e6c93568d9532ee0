using System.Globalization;
using Parhelion.Core;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Parses the query parameters of cursor paging, <c>page[after]</c>, <c>page[before]</c> and <c>page[size]</c>, and builds page links.</summary>
internal static class PageQuery
{
    private static readonly Problem Invalid = Problems.BadRequest("Invalid page query parameters");

    private const string Prefix = "page[";

    /// <summary>Returns the requested page.</summary>
    /// <exception cref="ProblemException">The query has both cursors, a malformed cursor, or a size that is not 1 to 100.</exception>
    public static PageRequest Parse(IQueryCollection query)
    {
        var (cursor, backwards) = Cursor(query);
        return new PageRequest(cursor ?? "", backwards, Size(Single(query, "page[size]")));
    }

    /// <summary>Returns the requested page of messages. Its size is always 100; without a cursor it is the last page.</summary>
    /// <exception cref="ProblemException">The query has both cursors, or a malformed cursor.</exception>
    public static PageRequest ParseOfMessages(IQueryCollection query)
    {
        var (cursor, backwards) = Cursor(query);
        return new PageRequest(cursor ?? "", backwards || cursor is null, PageRequest.MaxSize);
    }

    /// <summary>Returns the cursors of a page and whether there are more entries.</summary>
    public static PageMeta Meta<T>(Page<T> page) => new() { HasMore = page.HasMore, AfterCursor = page.After, BeforeCursor = page.Before };

    /// <summary>Returns the links to the next and previous pages, with all other query parameters of this request; <c>null</c> if there is neither.</summary>
    public static PageLinks? Links<T>(Page<T> page, HttpRequest request, string url)
    {
        if (page.After is null && page.Before is null) return null;
        var others = string.Concat(request.Query.Where(pair => !pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .SelectMany(pair => pair.Value, (pair, value) => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}&"));
        // Lists with a fixed page size ignore this parameter, so its value may be invalid here.
        var size = request.Query["page[size]"] is [{ } given] && int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? string.Create(CultureInfo.InvariantCulture, $"&page[size]={asked}")
            : "";
        string? Link(string direction, string? cursor) => cursor is null ? null : $"{url}?{others}page[{direction}]={cursor}{size}";
        return new PageLinks { Next = Link("after", page.After), Prev = Link("before", page.Before) };
    }

    private static (string? Cursor, bool Backwards) Cursor(IQueryCollection query)
    {
        var after = Single(query, "page[after]");
        var before = Single(query, "page[before]");
        if (after is not null && before is not null) throw new ProblemException(Invalid);
        var cursor = after ?? before;
        if (cursor is not null && !ObjectId.IsValid(cursor)) throw new ProblemException(Invalid);
        return (cursor, before is not null);
    }

    private static string? Single(IQueryCollection query, string name)
    {
        var values = query[name];
        return values.Count > 1 ? throw new ProblemException(Invalid) : values.Count == 0 ? null : values[0];
    }

    private static int Size(string? text)
    {
        if (text is null) return PageRequest.DefaultSize;
        var valid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= PageRequest.MaxSize;
        return valid ? size : throw new ProblemException(Invalid);
    }
}
