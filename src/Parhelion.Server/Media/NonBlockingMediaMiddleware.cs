using Parhelion.Core.Blobs;
using Parhelion.Core.Serving;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Media;

/// <summary>
/// Serves public files on the thread that read the request, without blocking this thread. The attachment row must be in the cache, and the bytes must be in the
/// page cache of the kernel. A response with status 304 needs no bytes. All other requests continue on the thread pool.
/// </summary>
/// <remarks>This is the second fastest path of the server, after <see cref="HotMediaMiddleware"/>.</remarks>
internal sealed class NonBlockingMediaMiddleware(
    RequestDelegate next, AttachmentCache<MediaFileInfo> catalog, HotFileCache hot, SafeMediaPolicy policy, MediaSettings settings, MediaRequestTargetParser targets, IBlobStore blobs,
    RequestBodyIdleTimeout bodies, MediaDeliveryMetrics metrics)
{
    // A longer response would delay the other connections of this thread.
    private const long LongestAnswer = SocketPipeWriter.MaxBytes;

    private readonly INonBlockingBlobStore? store = settings.Delivery == MediaDeliveryMode.Stream ? blobs as INonBlockingBlobStore : null;

    public Task InvokeAsync(HttpContext http)
    {
        if (store is not null && HttpMethods.IsGet(http.Request.Method) && Find(http) is { } entry)
        {
            var known = http.Request.Headers.IfNoneMatch;
            if (known.Count > 0) return known == entry.EtagHeader ? Confirm(http.Response, entry) : RunOnThreadPoolAsync(http);
            var outcome = RangeRequestEvaluator.Resolve(http.Request, entry, out var range);
            if (outcome != RangeOutcome.NotSatisfiable && range.Length <= LongestAnswer && !(outcome == RangeOutcome.WholeFile && hot.IsWanted(entry)) &&
                store.TryOpen(entry.Key, range.Offset, range.Length) is { } blob)
            {
                return SendAsync(http, entry, outcome, range, blob);
            }
        }

        return RunOnThreadPoolAsync(http);
    }

    private MediaFileInfo? Find(HttpContext http) =>
        IsPlain(http.Request.Headers) && targets.Read(http) is { Kind: RequestTargetKind.File, Media: var path } target && target.Query == (target.Rendition?.Query ?? "") &&
        catalog.TryFind(path.Key) is { IsPrivate: false } entry && entry.Path == path
            ? target.Rendition is { } id ? entry.FindRendition(id) : entry
            : null;

    // A later middleware serves requests with any other condition.
    private static bool IsPlain(IHeaderDictionary headers) =>
        headers.IfModifiedSince.Count == 0 && headers.IfMatch.Count == 0 && headers.IfUnmodifiedSince.Count == 0 && headers.IfRange.Count == 0;

    private Task Confirm(HttpResponse response, MediaFileInfo entry)
    {
        MediaHeaders.WriteNotModified(response, entry, policy.Public);
        metrics.Answered(DeliveryWay.NotModified, entry);
        return Task.CompletedTask;
    }

    private async Task SendAsync(HttpContext http, MediaFileInfo entry, RangeOutcome outcome, ByteRange range, OpenBlob blob)
    {
        await using (blob)
        {
            if (blob.Length == entry.Size)
            {
                MediaHeaders.Write(http.Response, entry, policy.Public, outcome, range);
                if (await SocketPipeWriter.TrySendAsync(http, blob, range.Length))
                {
                    metrics.Sent(DeliveryWay.Sendfile, entry, range.Length);
                    return;
                }

                metrics.Sent(DeliveryWay.Copy, entry, range.Length);
                // Not cancellable: the pipe notices when the client has gone.
                await blob.CopyToAsync(http.Response.BodyWriter, CancellationToken.None);
                return;
            }
        }

        await RunOnThreadPoolAsync(http);
    }

    private Task RunOnThreadPoolAsync(HttpContext http)
    {
        ThreadPoolRequestBodyReader.Use(http, bodies);
        return ThreadPoolDispatch.IsCurrent ? next(http) : SwitchAsync(http);
    }

    private async Task SwitchAsync(HttpContext http)
    {
        await ThreadPoolDispatch.SwitchAsync();
        await next(http);
    }
}
