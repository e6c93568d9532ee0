using System.Globalization;
using Parhelion.Core;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Cursor paging as the API spells it: <c>page[after]</c>, <c>page[before]</c> and <c>page[size]</c>.</summary>
internal static class PageQuery
{
    private static readonly Problem Invalid = Problems.BadRequest("Invalid page query parameters");

    private const string Prefix = "page[";

    /// <summary>The page that is asked for.</summary>
    /// <exception cref="ProblemException">Both cursors, a malformed cursor, or a size that is not 1 to 100.</exception>
    public static PageRequest Parse(IQueryCollection query)
    {
        var (cursor, backwards) = Cursor(query);
        return new PageRequest(cursor ?? "", backwards, Size(Single(query, "page[size]")));
    }

    /// <summary>The page of messages that is asked for: always of 100, the last one unless a cursor is given.</summary>
    /// <exception cref="ProblemException">Both cursors, or a malformed cursor.</exception>
    public static PageRequest ParseOfMessages(IQueryCollection query)
    {
        var (cursor, backwards) = Cursor(query);
        return new PageRequest(cursor ?? "", backwards || cursor is null, PageRequest.MaxSize);
    }

    /// <summary>Where the page stands.</summary>
    public static PageMeta Meta<T>(Page<T> page) => new() { HasMore = page.HasMore, AfterCursor = page.After, BeforeCursor = page.Before };

    /// <summary>Links to its neighbours: this request again, with another page; <c>null</c> when it has none.</summary>
    public static PageLinks? Links<T>(Page<T> page, HttpRequest request, string url)
    {
        if (page.After is null && page.Before is null) return null;
        var others = string.Concat(request.Query.Where(pair => !pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .SelectMany(pair => pair.Value, (pair, value) => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}&"));
        // A list with pages of one size passes over what was asked for, and so may anything be asked for.
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
