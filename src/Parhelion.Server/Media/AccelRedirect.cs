using Parhelion.Core.Blobs;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>Lets the nginx in front of this server send the bytes of a file (<c>X-Accel-Redirect</c>; deploy/nginx/accel.conf). This server decides whether the
/// client may have the file, and writes the response headers. nginx reads the file and sends the requested range.</summary>
internal sealed class AccelRedirect(MediaSettings settings, IBlobStore blobs, MissingBlobHandler missing)
{
    /// <summary>The response header that names the file for nginx. nginx removes it from the response.</summary>
    public const string Header = "X-Accel-Redirect";

    /// <summary>Whether nginx would send the same response as this server. nginx evaluates some request headers again, with its own data about the file. Where
    /// its result could differ, this server sends the bytes itself. It also sends small blobs that share a file (<c>Blobs:Segments</c>).</summary>
    public bool Takes(HttpRequest request, MediaFileInfo entry, RangeOutcome outcome) =>
        settings.Delivery == MediaDeliveryMode.Accel && request.Headers.IfMatch.Count == 0 && request.Headers.IfUnmodifiedSince.Count == 0 &&
        (outcome == RangeOutcome.Partial || request.Headers.Range.Count == 0) && (blobs as DiskBlobStore)?.HasFile(entry.Key) != false;

    /// <summary>Writes the response without the bytes.</summary>
    /// <exception cref="Protocol.ProblemException">The file is missing (<see cref="MissingBlobHandler"/>).</exception>
    public async Task RedirectAsync(HttpContext http, MediaFileInfo entry, MediaResponsePolicy terms, RangeOutcome outcome)
    {
        await missing.CheckAsync(http, entry);
        MediaHeaders.Write(http.Response, entry, terms, RangeOutcome.WholeFile, new ByteRange(0, entry.Size));
        http.Response.ContentLength = 0;
        // nginx adds Accept-Ranges itself to a whole file, but not to a part.
        if (outcome == RangeOutcome.WholeFile) http.Response.Headers.Remove("Accept-Ranges");
        http.Response.Headers[Header] = settings.AccelPrefix + BlobNames.BelowRoot(entry.Key);
    }
}
