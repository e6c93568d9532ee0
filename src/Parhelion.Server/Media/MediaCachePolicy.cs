using Microsoft.Extensions.Primitives;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>On what terms an answer goes out: who may keep it, and whose pages may read it.</summary>
/// <param name="CacheControl">Who may keep it, and for how long.</param>
/// <param name="AllowOrigin">Whose scripts may read it; empty: none on another origin.</param>
/// <param name="ResourcePolicy">Whose pages may embed it.</param>
internal sealed record MediaCachePolicy(StringValues CacheControl, StringValues AllowOrigin, StringValues ResourcePolicy)
{
    private static readonly StringValues NotKept = "private, no-store";

    /// <summary>What the answer depends on beside the URL; empty for a public one.</summary>
    public StringValues Vary { get; init; }

    /// <summary>Whether scripts may read it that have sent credentials.</summary>
    public bool AllowsCredentials { get; init; }

    /// <summary>Whether the browser is to save the file, whatever its type.</summary>
    public bool IsDownload { get; init; }

    /// <summary>A public file: caches keep it, and anybody reads it.</summary>
    public static MediaCachePolicy Public(int cacheSeconds) => new($"public, max-age={cacheSeconds}", "*", "cross-origin");

    /// <summary>A signed link: nobody keeps the answer, and whoever has the link reads it, on any page.</summary>
    public static MediaCachePolicy Link(bool isDownload) => new(NotKept, "*", "cross-origin") { IsDownload = isDownload };

    /// <summary>Credentials: nobody keeps the answer. A page may read it when its origin is allowed, and embed it when it is of the same site or
    /// the cookie is meant for others.</summary>
    public static MediaCachePolicy Private(string? origin, bool crossSite) =>
        new(NotKept, origin is null ? StringValues.Empty : origin, crossSite ? "cross-origin" : "same-site")
        {
            Vary = "Authorization, Cookie, Origin",
            AllowsCredentials = origin is not null,
        };

    /// <summary>How the file is offered.</summary>
    public StringValues DispositionOf(MediaEntry entry) =>
        IsDownload ? ContentDisposition.Format(attachment: true, FileName.Parse(entry.Path.FileName)) : entry.ContentDisposition;
}
