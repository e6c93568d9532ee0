using System.Diagnostics.CodeAnalysis;
using Parhelion.Core.Naming;
using Parhelion.Server.Access;

namespace Parhelion.Server.Media;

/// <summary>Parses the query of a media URL. Finds the rendition that the query names, and the canonical spelling of the query. Only two kinds of parameters
/// are allowed: those of a signed link, and those of a rendition.</summary>
/// <remarks>In the canonical spelling, the parameters of the signed link come first, and the default format of a rendition is left out.</remarks>
internal static class MediaQuery
{
    private const string Name = "rendition";
    private const string Format = "format";

    // A signed link has four parameters.
    private const int MaxParameters = 8;

    /// <summary>Parses a query.</summary>
    /// <param name="query">The query as the client sent it, with the question mark; empty for none.</param>
    /// <param name="sizes">The names of renditions.</param>
    /// <param name="rendition">The rendition; <c>null</c>: the query names none.</param>
    /// <param name="canonical">The spelling of the query that serves the file. Only the order of the parameters, the default format, and needless percent-encoding
    /// may differ from it.</param>
    /// <returns>False if no file is served with this query.</returns>
    public static bool TryParse(string query, IReadOnlyDictionary<string, int> sizes, out RenditionId? rendition, [NotNullWhen(true)] out string? canonical)
    {
        (rendition, canonical) = (null, query);
        if (query.Length == 0) return true;
        var pairs = query[1..].Split('&', MaxParameters + 1);
        if (!TryTake(pairs, Name, out var name) || !TryTake(pairs, Format, out var format)) return false;
        if (name is null) return format is null && SignedMediaLinks.IsLink(query);
        string[] others = [.. pairs.OfType<string>()];
        var link = $"?{string.Join('&', others)}";
        if (!sizes.ContainsKey(name) || !RenditionId.Formats.Contains(format ??= RenditionId.DefaultFormat) || (others.Length > 0 && !SignedMediaLinks.IsLink(link))) return false;
        rendition = new RenditionId(name, format);
        canonical = others.Length == 0 ? rendition.Value.Query : $"{link}&{rendition.Value.Query[1..]}";
        return true;
    }

    // Takes a parameter out of the others. False if it is there more than once.
    private static bool TryTake(string?[] pairs, string name, out string? value)
    {
        value = null;
        for (var i = 0; i < pairs.Length; i++)
        {
            if (pairs[i]?.Split('=', 2) is not [var key, var text] || Uri.UnescapeDataString(key) != name) continue;
            if (value is not null) return false;
            (value, pairs[i]) = (Uri.UnescapeDataString(text), null);
        }

        return true;
    }
}
