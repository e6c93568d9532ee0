using Microsoft.AspNetCore.Http.Features;
using Parhelion.Core.Naming;
using Parhelion.Core.Renditions;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Media;

/// <summary>Parses the target of a request, that is, the path and the query as the client sent them. Decides whether the target is a media URL. Only the
/// canonical spelling of a media URL serves the file.</summary>
/// <remarks>If other spellings served the file, too, a cache might interpret a spelling differently, and store one file under the URL of another
/// file.</remarks>
internal sealed class MediaRequestTargetParser(PublicBaseUrls serverAddresses, RenditionRules renditions)
{
    private const string Apps = "/apps/";

    /// <summary>Parses the target of a request.</summary>
    public RequestTarget Read(HttpContext http)
    {
        var target = RawOf(http);
        var start = target.StartsWith('/') ? 0 : PathStart(target);
        var end = target.IndexOf('?') is >= 0 and var mark ? mark : target.Length;
        var path = start >= 0 && start < end ? target[start..end] : "";
        // Kestrel decodes the path and removes its dot segments. A request is for media if either the raw path or the decoded one is.
        if (!IsMedia(path) && !IsMedia(http.Request.Path.Value)) return new RequestTarget(RequestTargetKind.Other, default, null, "", path);
        var query = target[end..];
        if (!MediaQuery.TryParse(query, renditions.Sizes, out var rendition, out var canonical) ||
            !MediaPath.TryParseTarget(serverAddresses.BelowMedia(path), out var media, out var isCanonical))
        {
            return new RequestTarget(RequestTargetKind.Nothing, default, null, "", path);
        }

        return new RequestTarget(isCanonical && query == canonical ? RequestTargetKind.File : RequestTargetKind.OtherSpelling, media, rendition, canonical, path);
    }

    /// <summary>Returns the target of a request as it was sent.</summary>
    public static string RawOf(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private bool IsMedia(string? path) => serverAddresses.BelowMedia(path).StartsWith(Apps, StringComparison.Ordinal);

    // Proxies get the absolute form of a target, which begins with scheme and host. Returns -1 if it names another host.
    private int PathStart(string target)
    {
        var host = target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : -1;
        if (host < 0 || target.IndexOf('/', host) is not (>= 0 and var path)) return -1;
        return serverAddresses.MediaUrls().IsAuthority(target.AsSpan(host, path - host)) ? path : -1;
    }
}
