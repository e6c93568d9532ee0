using System.Globalization;
using Parhelion.Client.Wire;

namespace Parhelion.Client;

/// <summary>Where a list begins, and how many entries come at a time.</summary>
public sealed record PageRequest
{
    /// <summary>Only what comes after this cursor (<c>meta.afterCursor</c>, or the id of an entry). Not beside <see cref="Before"/>.</summary>
    public string? After { get; init; }

    /// <summary>Only what comes before this cursor (<c>meta.beforeCursor</c>, or the id of an entry). The list then goes backwards.</summary>
    public string? Before { get; init; }

    /// <summary>Entries of a page, 1 to 100. Default: the server's, 25. Messages always come in pages of 100.</summary>
    public int? Size { get; init; }

    internal RequestPath PutInto(RequestPath requestPath) =>
        requestPath.With("page[after]", After).With("page[before]", Before).With("page[size]", Size?.ToString(CultureInfo.InvariantCulture));
}
