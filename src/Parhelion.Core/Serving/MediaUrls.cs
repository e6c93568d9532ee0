using Parhelion.Core.Naming;

namespace Parhelion.Core.Serving;

/// <summary>Builds and reads media URLs; nothing else does.</summary>
public sealed class MediaUrls
{
    private readonly string prefix;
    private readonly Uri[] bases;

    /// <summary>URLs below <paramref name="mediaBase"/>; those below one of the <paramref name="aliases"/> are read as ours too.</summary>
    public MediaUrls(Uri mediaBase, IEnumerable<Uri> aliases)
    {
        prefix = mediaBase.AbsoluteUri.TrimEnd('/');
        bases = [mediaBase, .. aliases];
    }

    /// <summary>The absolute URL of an attachment.</summary>
    public string Format(MediaPath path) => prefix + path;

    /// <summary>Whether a URL is of the form that this server gives out, and what it names. Says nothing about whether it is there.</summary>
    public bool TryParse(string url, out MediaPath path)
    {
        path = default;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0) return false;
        foreach (var known in bases)
        {
            if (!SameOrigin(uri, known)) continue;
            var root = known.AbsolutePath.TrimEnd('/');
            if (!uri.AbsolutePath.StartsWith(root + "/", StringComparison.Ordinal)) continue;
            if (MediaPath.TryParseEncoded(uri.AbsolutePath.AsSpan(root.Length), out path)) return true;
        }

        return false;
    }

    /// <summary>The same for a URL that somebody refers to a file by: what follows the path (a query, a fragment) names no other file.</summary>
    public bool TryParseReference(string url, out MediaPath path)
    {
        var end = url.AsSpan().IndexOfAny('?', '#');
        return TryParse(end < 0 ? url : url[..end], out path);
    }

    /// <summary>Reads what a media token is asked for, with or without the path that the media base has.</summary>
    public bool TryParseScope(string path, out MediaScope scope)
    {
        scope = default;
        // What follows a path in a URL is no part of it.
        if (path.AsSpan().ContainsAny('?', '#')) return false;
        if (MediaScope.TryParse(path, out scope)) return true;
        var root = bases[0].AbsolutePath.TrimEnd('/');
        return root.Length > 0 && path.StartsWith(root, StringComparison.Ordinal) && MediaScope.TryParse(path.AsSpan(root.Length), out scope);
    }

    /// <summary>The path of something on the media host: that of the media base, and behind it the given one.</summary>
    public string Rooted(string path) => bases[0].AbsolutePath.TrimEnd('/') + path;

    /// <summary>How many bases there are, aliases included; at least one.</summary>
    public int Bases => bases.Length;

    /// <summary>Every absolute URL of a path that stands behind a base, percent-encoded: the one that is given out, and those of the aliases.</summary>
    public IEnumerable<string> All(string path) => bases.Select(known => known.AbsoluteUri.TrimEnd('/') + path);

    /// <summary>The same without hosts: every path that a cache may know it by, each once.</summary>
    public IEnumerable<string> AllRooted(string path) => bases.Select(known => known.AbsolutePath.TrimEnd('/') + path).Distinct(StringComparer.Ordinal);

    /// <summary>Whether media URLs may have this host and port.</summary>
    public bool IsAuthority(ReadOnlySpan<char> authority)
    {
        foreach (var known in bases)
        {
            if (authority.Equals(known.Authority, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool SameOrigin(Uri a, Uri b) =>
        a.Port == b.Port && a.Scheme == b.Scheme && HostName.Of(a) is { } host && host.Equals(HostName.Of(b), StringComparison.OrdinalIgnoreCase);
}
