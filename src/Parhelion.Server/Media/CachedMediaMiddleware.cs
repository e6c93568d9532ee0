using Parhelion.Core.Blobs;
using Parhelion.Core.Serving;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Media;

/// <summary>The second shortest way to a public file: its row is in memory and its bytes are in the system's, or the reader has them, so it is answered
/// on the thread that has read the request, too. All that may wait for a disk, a lock or a computation goes on elsewhere, and this thread reads
/// the next request.</summary>
internal sealed class CachedMediaMiddleware(
    RequestDelegate next, MediaCatalog<MediaEntry> catalog, HotFileCache hot, SafeMediaPolicy policy, MediaSettings settings, MediaTargetParser targets, IBlobStore blobs,
    BodyTimeout bodies)
{
    // What is longer would keep the other connections of this thread waiting.
    private const long LongestAnswer = SendfileOutput.MostBytes;

    private readonly INonBlockingBlobStore? store = settings.Delivery == MediaDelivery.Stream ? blobs as INonBlockingBlobStore : null;

    public Task InvokeAsync(HttpContext http)
    {
        if (store is not null && HttpMethods.IsGet(http.Request.Method) && Find(http) is { } entry)
        {
            var known = http.Request.Headers.IfNoneMatch;
            if (known.Count > 0) return known == entry.EtagHeader ? Confirm(http.Response, entry) : ElsewhereAsync(http);
            var outcome = MediaRange.Resolve(http.Request, entry, out var range);
            if (outcome != RangeOutcome.NotSatisfiable && range.Length <= LongestAnswer && !(outcome == RangeOutcome.Whole && hot.IsWanted(entry)) &&
                store.TryOpen(entry.Key, range.Offset, range.Length) is { } blob)
            {
                return SendAsync(http, entry, outcome, range, blob);
            }
        }

        return ElsewhereAsync(http);
    }

    private MediaEntry? Find(HttpContext http) =>
        !http.Request.QueryString.HasValue && IsPlain(http.Request.Headers) && targets.Read(http) is { Kind: MediaTargetKind.File, Media: var path } &&
        catalog.TryFind(path.Key) is { IsPrivate: false } entry && entry.Path == path ? entry : null;

    // A request with any other condition takes the long way.
    private static bool IsPlain(IHeaderDictionary headers) =>
        headers.IfModifiedSince.Count == 0 && headers.IfMatch.Count == 0 && headers.IfUnmodifiedSince.Count == 0 && headers.IfRange.Count == 0;

    private Task Confirm(HttpResponse response, MediaEntry entry)
    {
        MediaHeaders.WriteNotModified(response, entry, policy.Public);
        return Task.CompletedTask;
    }

    private async Task SendAsync(HttpContext http, MediaEntry entry, RangeOutcome outcome, ByteRange range, Blob blob)
    {
        await using (blob)
        {
            if (blob.Length == entry.Size)
            {
                MediaHeaders.Write(http.Response, entry, policy.Public, outcome, range);
                if (blob.TryGetCachedFile(out var file, out var offset) && await SendfileOutput.TrySendAsync(http, file, offset, range.Length)) return;
                // A reader who has gone is noticed by the pipe.
                await blob.CopyToAsync(http.Response.BodyWriter, CancellationToken.None);
                return;
            }
        }

        await ElsewhereAsync(http);
    }

    private Task ElsewhereAsync(HttpContext http)
    {
        OffloadedRequestBody.Use(http, bodies);
        return ThreadPoolDispatch.IsCurrent ? next(http) : SwitchAsync(http);
    }

    private async Task SwitchAsync(HttpContext http)
    {
        await ThreadPoolDispatch.SwitchAsync();
        await next(http);
    }
}
