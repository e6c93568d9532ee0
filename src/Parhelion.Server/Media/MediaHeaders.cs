using Microsoft.Extensions.Primitives;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>The only writer of the header fields of media.</summary>
internal static class MediaHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues CrossOrigin = "cross-origin";
    private static readonly StringValues Bytes = "bytes";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues Anyone = "*";

    /// <summary>Everything for 200 and 206.</summary>
    public static void Write(HttpResponse response, MediaEntry entry, MediaPolicy policy, RangeOutcome outcome, ByteRange range)
    {
        WriteShared(response, entry, policy);
        var headers = response.Headers;
        headers.ContentType = entry.ContentType;
        headers.ContentDisposition = entry.ContentDisposition;
        response.ContentLength = range.Length;
        if (outcome != RangeOutcome.Partial) return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        headers.ContentRange = $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{entry.Size}";
    }

    /// <summary>What 200, 206 and 304 have in common.</summary>
    public static void WriteShared(HttpResponse response, MediaEntry entry, MediaPolicy policy)
    {
        var headers = response.Headers;
        headers.ETag = entry.EtagHeader;
        headers.LastModified = entry.ModifiedHeader;
        headers.CacheControl = policy.CacheControl;
        headers["Cache-Tag"] = entry.CacheTag;
        headers.AcceptRanges = Bytes;
        headers.XContentTypeOptions = NoSniff;
        headers.ContentSecurityPolicy = MediaPolicy.ContentSecurityPolicy;
        headers["Cross-Origin-Resource-Policy"] = CrossOrigin;
        headers["Referrer-Policy"] = NoReferrer;
        headers.AccessControlAllowOrigin = Anyone;
        headers.AccessControlExposeHeaders = MediaPolicy.ExposedHeaders;
    }
}
