using Microsoft.Extensions.Primitives;
using Parhelion.Core.Uploading;
using Parhelion.Server.Purging;

namespace Parhelion.Server.Media;

/// <summary>How files from strangers are made safe to open: what may be shown in place, and the header fields that are the same for all.</summary>
internal sealed class SafeMediaPolicy(MediaSettings settings, PurgeSettings purge)
{
    /// <summary>No scripts, no plug-ins, no forms, an origin of its own, nothing fetched; a document may style itself and show what it carries.</summary>
    public static readonly StringValues ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; sandbox";

    public static readonly StringValues ExposedHeaders = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, X-Request-Id";

    // Browsers run script in these when they are opened; a "/*" in the settings never means them.
    private static readonly string[] Active = ["image/svg+xml", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "application/pdf"];

    /// <summary>The terms of public files.</summary>
    public MediaCachePolicy Public { get; } = MediaCachePolicy.Public(settings.CacheSeconds);

    /// <summary>Whether answers name their tags in the header field of Fastly too.</summary>
    public bool HasSurrogateKeys { get; } = purge.HasSurrogateKeys;

    public bool IsInline(string mediaType) => settings.InlineTypes.Any(rule => Covers(rule, mediaType));

    /// <summary>The field Content-Type. A charset is claimed only where the text is valid in it; for other text the browser of the reader guesses. It
    /// guesses no script: the file is no document that runs any, and the policy above allows none.</summary>
    public static StringValues ContentTypeOf(string mediaType, string? charset) => charset is null ? mediaType : $"{mediaType}; charset={charset}";

    // A type that nothing in the bytes vouches for is meant only by its own name.
    private static bool Covers(string rule, string mediaType) =>
        rule.EndsWith("/*", StringComparison.Ordinal)
            ? mediaType.StartsWith(rule.AsSpan(0, rule.Length - 1), StringComparison.OrdinalIgnoreCase)
                && !Active.Contains(mediaType) && FileTypes.IsCertain(mediaType)
            : rule.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
}
