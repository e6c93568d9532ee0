using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>Evaluates <c>Range</c> and <c>If-Range</c> of a GET request (RFC 9110), and returns the range of the file to send.</summary>
internal static class RangeRequestEvaluator
{
    public static RangeOutcome Resolve(HttpRequest request, MediaFileInfo entry, out ByteRange range)
    {
        // RFC 9110 defines Range for GET only.
        var asked = HttpMethods.IsGet(request.Method) && HttpPreconditions.AllowsRange(request.Headers.IfRange, entry.Etag, entry.Modified);
        return ByteRange.Resolve(asked ? request.Headers.Range.ToString() : null, entry.Size, out range);
    }
}
