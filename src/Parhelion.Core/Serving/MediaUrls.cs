using Parhelion.Core.Naming;

namespace Parhelion.Core.Serving;

/// <summary>Builds and parses the media URLs of this server. Clients download attachments from these URLs.</summary>
public sealed class MediaUrls
{
    private readonly string prefix;
    private readonly Uri[] bases;

    /// <summary>Builds URLs below <paramref name="mediaBase"/>. URLs below one of the <paramref name="aliases"/> are accepted as media URLs too.</summary>
    public MediaUrls(Uri mediaBase, IEnumerable<Uri> aliases)
    {
        prefix = mediaBase.AbsoluteUri.TrimEnd('/');
        bases = [mediaBase, .. aliases];
    }

    /// <summary>Returns the absolute URL of an attachment.</summary>
    public string Format(MediaPath path) => prefix + path;

    /// <summary>Parses a URL that has the form of this server's media URLs. It does not check whether the attachment exists.</summary>
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

    /// <summary>Like <see cref="TryParse"/>, for a URL by which a request refers to a file. A query or a fragment is ignored, because it names no
    /// other file.</summary>
    public bool TryParseReference(string url, out MediaPath path)
    {
        var end = url.AsSpan().IndexOfAny('?', '#');
        return TryParse(end < 0 ? url : url[..end], out path);
    }

    /// <summary>Parses the path for which a media token is requested, with or without the path of the media base.</summary>
    public bool TryParseScope(string path, out MediaAccessScope scope)
    {
        scope = default;
        // A query or a fragment is not part of a path.
        if (path.AsSpan().ContainsAny('?', '#')) return false;
        if (MediaAccessScope.TryParse(path, out scope)) return true;
        var root = bases[0].AbsolutePath.TrimEnd('/');
        return root.Length > 0 && path.StartsWith(root, StringComparison.Ordinal) && MediaAccessScope.TryParse(path.AsSpan(root.Length), out scope);
    }

    /// <summary>Returns a path on the media host: the path of the media base, followed by the given path.</summary>
    public string Rooted(string path) => bases[0].AbsolutePath.TrimEnd('/') + path;

    /// <summary>Number of bases, including aliases; at least one.</summary>
    public int Bases => bases.Length;

    /// <summary>Returns every absolute URL of a percent-encoded path. The first URL is the one that the server gives out, and the other URLs have the
    /// aliases.</summary>
    public IEnumerable<string> All(string path) => bases.Select(known => known.AbsoluteUri.TrimEnd('/') + path);

    /// <summary>Like <see cref="All"/>, but without hosts. Returns every path under which a cache may know the given path, and each path only once.</summary>
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
        a.Port == b.Port && a.Scheme == b.Scheme && UrlHostName.Of(a) is { } host && host.Equals(UrlHostName.Of(b), StringComparison.OrdinalIgnoreCase);
}
