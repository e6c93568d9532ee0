using Microsoft.Extensions.Primitives;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>The response headers that say who may cache a file, and which origins may read or embed it.</summary>
/// <param name="CacheControl"><c>Cache-Control</c>: who may cache the response, and for how long.</param>
/// <param name="AllowOrigin"><c>Access-Control-Allow-Origin</c>: the origins whose scripts may read the response; empty: no other origin.</param>
/// <param name="ResourcePolicy"><c>Cross-Origin-Resource-Policy</c>: the pages that may embed the response.</param>
internal sealed record MediaResponsePolicy(StringValues CacheControl, StringValues AllowOrigin, StringValues ResourcePolicy)
{
    private static readonly StringValues NotKept = "private, no-store";

    /// <summary><c>Vary</c>: the request headers that the response depends on; empty for a public file.</summary>
    public StringValues Vary { get; init; }

    /// <summary><c>Access-Control-Allow-Credentials</c>: whether scripts that send credentials may read the response.</summary>
    public bool AllowsCredentials { get; init; }

    /// <summary>Whether the browser is asked to save the file, whatever its type.</summary>
    public bool IsDownload { get; init; }

    /// <summary>The policy of public files: caches keep them, and pages of any origin may read them.</summary>
    public static MediaResponsePolicy Public(int cacheSeconds) => new($"public, max-age={cacheSeconds}", "*", "cross-origin");

    /// <summary>The policy of signed links: nobody caches the response, and pages of any origin may read it.</summary>
    public static MediaResponsePolicy Link(bool isDownload) => new(NotKept, "*", "cross-origin") { IsDownload = isDownload };

    /// <summary>The policy of private files that are read with credentials: nobody caches the response. A page may read it when its origin is allowed. A page
    /// may embed it when it is of the same site, or of any site if the cookie is meant for other sites.</summary>
    public static MediaResponsePolicy Private(string? origin, bool crossSite) =>
        new(NotKept, origin is null ? StringValues.Empty : origin, crossSite ? "cross-origin" : "same-site")
        {
            Vary = "Authorization, Cookie, Origin",
            AllowsCredentials = origin is not null,
        };

    /// <summary>Returns the <c>Content-Disposition</c> header.</summary>
    public StringValues DispositionOf(MediaFileInfo entry) =>
        IsDownload ? ContentDisposition.Format(attachment: true, entry.FileName) : entry.ContentDisposition;
}
