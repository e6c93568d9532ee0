using System.Globalization;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>The cursor at which a list starts, and the page size.</summary>
public sealed record PageRequest
{
    /// <summary>Lists the entries after this cursor (<c>meta.afterCursor</c>, or the id of an entry). Excludes <see cref="Before"/>.</summary>
    public string? After { get; init; }

    /// <summary>Lists the entries before this cursor (<c>meta.beforeCursor</c>, or the id of an entry), in reverse order. Excludes
    /// <see cref="After"/>.</summary>
    public string? Before { get; init; }

    /// <summary>Entries of a page, 1 to 100. Default: that of the server, 25. Pages of messages always have 100.</summary>
    public int? Size { get; init; }

    internal RequestPath PutInto(RequestPath requestPath) =>
        requestPath.With("page[after]", After).With("page[before]", Before).With("page[size]", Size?.ToString(CultureInfo.InvariantCulture));
}
