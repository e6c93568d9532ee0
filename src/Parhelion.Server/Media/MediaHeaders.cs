using Microsoft.Extensions.Primitives;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>Writes the response headers of media, such as <c>ETag</c> and <c>Cache-Control</c>.</summary>
/// <remarks>A few headers are written elsewhere. <see cref="MediaMiddleware"/> writes the headers of preflight responses and of some errors.
/// <see cref="PrivateMediaAuthorization"/> writes <c>WWW-Authenticate</c>. <see cref="AccelRedirect"/> writes the header that tells nginx which file to
/// send.</remarks>
internal static class MediaHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Bytes = "bytes";
    private static readonly StringValues NoReferrer = "no-referrer";

    /// <summary>Writes all headers of a 200 response.</summary>
    public static void Write(HttpResponse response, MediaFileInfo entry, MediaResponsePolicy terms)
    {
        WriteShared(response, entry, terms);
        var headers = response.Headers;
        headers.ContentType = entry.ContentType;
        headers.ContentDisposition = terms.DispositionOf(entry);
        headers.ContentLength = entry.Size;
    }

    /// <summary>Writes all headers of a 200 or 206 response.</summary>
    public static void Write(HttpResponse response, MediaFileInfo entry, MediaResponsePolicy terms, RangeOutcome outcome, ByteRange range)
    {
        Write(response, entry, terms);
        var headers = response.Headers;
        headers.ContentLength = range.Length;
        if (outcome != RangeOutcome.Partial) return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        headers.ContentRange = $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{entry.Size}";
    }

    /// <summary>Writes all headers of a 304 response.</summary>
    public static void WriteNotModified(HttpResponse response, MediaFileInfo entry, MediaResponsePolicy terms)
    {
        WriteShared(response, entry, terms);
        response.StatusCode = StatusCodes.Status304NotModified;
    }

    // The headers that 200, 206 and 304 have in common.
    private static void WriteShared(HttpResponse response, MediaFileInfo entry, MediaResponsePolicy terms)
    {
        var headers = response.Headers;
        headers.ETag = entry.EtagHeader;
        headers.LastModified = entry.ModifiedHeader;
        headers.AcceptRanges = Bytes;
        WriteTerms(response, entry, terms);
    }

    /// <summary>Writes all headers of a redirect with status 302. The response has no ETag and no date. With these headers a cache would revalidate the
    /// redirect, get status 304, and go on sending clients to an expired URL.</summary>
    public static void WriteRedirect(HttpResponse response, MediaFileInfo entry, MediaResponsePolicy terms, Uri location)
    {
        WriteTerms(response, entry, terms);
        response.StatusCode = StatusCodes.Status302Found;
        response.Headers.Location = location.AbsoluteUri;
        response.ContentLength = 0;
    }

    /// <summary>Writes a response with status 308, which redirects to the canonical spelling of a media URL. The response is the same whether or not the file
    /// exists, and no cache keeps it. The location is relative and changes only the last segment and the query, because proxies may have changed the rest of the
    /// path.</summary>
    public static void WriteOtherSpelling(HttpResponse response, RequestTarget target)
    {
        response.StatusCode = StatusCodes.Status308PermanentRedirect;
        response.Headers.Location = $"{FileNamePercentEncoding.Encode(target.Media.FileName)}{target.Query}";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = 0;
    }

    /// <summary>Writes the headers that say which origins may read the response. Error responses have these headers, too.</summary>
    public static void WriteReaders(IHeaderDictionary headers, MediaResponsePolicy terms)
    {
        headers.AccessControlAllowOrigin = terms.AllowOrigin;
        if (terms.Vary.Count > 0) headers.Vary = terms.Vary;
        if (terms.AllowsCredentials) headers.AccessControlAllowCredentials = "true";
    }

    private static void WriteTerms(HttpResponse response, MediaFileInfo entry, MediaResponsePolicy terms)
    {
        entry.NoteSent();
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
