using Parhelion.Core.Blobs;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Media;

/// <summary>Hands the sending of bytes over to the nginx in front (<c>X-Accel-Redirect</c>; deploy/nginx/accel.conf). What may be sent, and on what
/// terms, is decided here; nginx reads the file and cuts out the range.</summary>
internal sealed class AccelRedirect(MediaSettings settings, MissingBlobResponse missing)
{
    /// <summary>Names the file to nginx, which takes the field away.</summary>
    public const string Header = "X-Accel-Redirect";

    /// <summary>Whether nginx would send what this server would. It judges some header fields of the request once more, by what it knows of the
    /// file: where it would come to another end, the bytes are sent from here.</summary>
    public bool Takes(HttpRequest request, RangeOutcome outcome) =>
        settings.Delivery == MediaDelivery.Accel && request.Headers.IfMatch.Count == 0 && request.Headers.IfUnmodifiedSince.Count == 0 &&
        (outcome == RangeOutcome.Partial || request.Headers.Range.Count == 0);

    /// <summary>Answers with everything but the bytes.</summary>
    /// <exception cref="Protocol.ProblemException">The file is not there (<see cref="MissingBlobResponse"/>).</exception>
    public async Task HandOverAsync(HttpContext http, MediaEntry entry, MediaCachePolicy terms, RangeOutcome outcome)
    {
        await missing.CheckAsync(http, entry);
        MediaHeaders.Write(http.Response, entry, terms, RangeOutcome.Whole, new ByteRange(0, entry.Size));
        http.Response.ContentLength = 0;
        // nginx says so of a whole file, and not of a part.
        if (outcome == RangeOutcome.Whole) http.Response.Headers.Remove("Accept-Ranges");
        http.Response.Headers[Header] = settings.AccelPrefix + BlobNames.BelowRoot(entry.Key);
    }
}
