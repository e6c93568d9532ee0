using Microsoft.Extensions.Primitives;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>The only writer of the header fields of media.</summary>
internal static class MediaHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Bytes = "bytes";
    private static readonly StringValues NoReferrer = "no-referrer";

    /// <summary>Everything for 200.</summary>
    public static void Write(HttpResponse response, MediaEntry entry, MediaCachePolicy terms)
    {
        WriteShared(response, entry, terms);
        var headers = response.Headers;
        headers.ContentType = entry.ContentType;
        headers.ContentDisposition = terms.DispositionOf(entry);
        headers.ContentLength = entry.Size;
    }

    /// <summary>Everything for 200 and 206.</summary>
    public static void Write(HttpResponse response, MediaEntry entry, MediaCachePolicy terms, RangeOutcome outcome, ByteRange range)
    {
        Write(response, entry, terms);
        var headers = response.Headers;
        headers.ContentLength = range.Length;
        if (outcome != RangeOutcome.Partial) return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        headers.ContentRange = $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{entry.Size}";
    }

    /// <summary>Everything for 304.</summary>
    public static void WriteNotModified(HttpResponse response, MediaEntry entry, MediaCachePolicy terms)
    {
        WriteShared(response, entry, terms);
        response.StatusCode = StatusCodes.Status304NotModified;
    }

    // What 200, 206 and 304 have in common.
    private static void WriteShared(HttpResponse response, MediaEntry entry, MediaCachePolicy terms)
    {
        var headers = response.Headers;
        headers.ETag = entry.EtagHeader;
        headers.LastModified = entry.ModifiedHeader;
        headers.AcceptRanges = Bytes;
        WriteTerms(response, entry, terms);
    }

    /// <summary>Everything for 302. No ETag and no date: a cache that held such a redirect against them would be told 304 and go on sending readers
    /// to a URL that has had its time.</summary>
    public static void WriteRedirect(HttpResponse response, MediaEntry entry, MediaCachePolicy terms, Uri location)
    {
        WriteTerms(response, entry, terms);
        response.StatusCode = StatusCodes.Status302Found;
        response.Headers.Location = location.AbsoluteUri;
        response.ContentLength = 0;
    }

    /// <summary>Everything for 308, which sends the reader to the right spelling of a media URL. It says so whether there is a file or not, and no cache keeps it.
    /// The location is relative: only the last segment changes, whatever proxies did to the path.</summary>
    public static void WriteOtherSpelling(HttpContext http, MediaPath path)
    {
        var response = http.Response;
        response.StatusCode = StatusCodes.Status308PermanentRedirect;
        response.Headers.Location = $"{FileNameEncoding.Encode(path.FileName)}{http.Request.QueryString.Value}";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = 0;
    }

    /// <summary>Whose scripts may read the answer, be it a refusal.</summary>
    public static void WriteReaders(IHeaderDictionary headers, MediaCachePolicy terms)
    {
        headers.AccessControlAllowOrigin = terms.AllowOrigin;
        if (terms.Vary.Count > 0) headers.Vary = terms.Vary;
        if (terms.AllowsCredentials) headers.AccessControlAllowCredentials = "true";
    }

    private static void WriteTerms(HttpResponse response, MediaEntry entry, MediaCachePolicy terms)
    {
        var headers = response.Headers;
        headers.CacheControl = terms.CacheControl;
        headers["Cache-Tag"] = entry.CacheTag;
        if (entry.SurrogateKey.Count > 0) headers["Surrogate-Key"] = entry.SurrogateKey;
        headers.XContentTypeOptions = NoSniff;
        headers.ContentSecurityPolicy = SafeMediaPolicy.ContentSecurityPolicy;
        headers["Cross-Origin-Resource-Policy"] = terms.ResourcePolicy;
        headers["Referrer-Policy"] = NoReferrer;
        headers.AccessControlExposeHeaders = SafeMediaPolicy.ExposedHeaders;
        WriteReaders(headers, terms);
    }
}
