using Microsoft.Extensions.Primitives;
using Parhelion.Core.Uploading;
using Parhelion.Server.Purging;

namespace Parhelion.Server.Media;

/// <summary>Makes uploaded files safe to open in a browser. The class decides which media types a browser may show inline, and holds the security headers that
/// are the same for all files.</summary>
internal sealed class SafeMediaPolicy(MediaSettings settings, CachePurgeSettings purge)
{
    /// <summary>Allows no scripts, plug-ins, forms or requests, and gives the document an origin of its own. A document may have styles and may show images
    /// and media that it carries.</summary>
    public static readonly StringValues ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; sandbox";

    public static readonly StringValues ExposedHeaders = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, X-Request-Id";

    // Browsers run the scripts of these types when they are opened. A "/*" in the settings never includes them.
    private static readonly string[] Active = ["image/svg+xml", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "application/pdf"];

    /// <summary>The policy of public files.</summary>
    public MediaResponsePolicy Public { get; } = MediaResponsePolicy.Public(settings.CacheSeconds);

    /// <summary>Whether responses also carry their tags in the header of Fastly (<c>Surrogate-Key</c>).</summary>
    public bool HasSurrogateKeys { get; } = purge.HasSurrogateKeys;

    public bool IsInline(string mediaType) => settings.InlineTypes.Any(rule => Covers(rule, mediaType));

    /// <summary>Returns the <c>Content-Type</c> header. It names a charset only if the text is valid in it; for other text the browser guesses. A wrong guess
    /// runs no script: the type is not one that runs scripts, and <see cref="ContentSecurityPolicy"/> allows none.</summary>
    public static StringValues ContentTypeOf(string mediaType, string? charset) => charset is null ? mediaType : $"{mediaType}; charset={charset}";

    // A "/*" rule does not include types that the bytes cannot confirm; a rule must name them exactly.
    private static bool Covers(string rule, string mediaType) =>
        rule.EndsWith("/*", StringComparison.Ordinal)
            ? mediaType.StartsWith(rule.AsSpan(0, rule.Length - 1), StringComparison.OrdinalIgnoreCase)
                && !Active.Contains(mediaType) && AllowedFileTypes.IsCertain(mediaType)
            : rule.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
}
