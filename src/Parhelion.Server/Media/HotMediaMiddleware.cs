using Microsoft.AspNetCore.Http.Features;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Media;

/// <summary>Serves the files of <see cref="HotFileCache"/>. This is the fastest path of the server, because the row of the attachment and the bytes are in
/// memory. The thread that read the request also sends the response.</summary>
internal sealed class HotMediaMiddleware(RequestDelegate next, HotFileCache hot, SafeMediaPolicy policy, MediaDeliveryMetrics metrics)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (HttpMethods.IsGet(request.Method) && hot.Find(MediaRequestTargetParser.RawOf(http)) is { } file && IsPlain(request.Headers, file))
        {
            RequestIds.Assign(http);
            // To measure the duration of so short a response would take 3 % of its rate. MediaDeliveryMetrics counts it.
            if (http.Features.Get<IHttpMetricsTagsFeature>() is { } measured) measured.MetricsDisabled = true;
            return SendAsync(http.Response, file, request.Headers.IfNoneMatch.Count > 0);
        }

        return next(http);
    }

    // A later middleware serves requests with any other condition.
    private static bool IsPlain(IHeaderDictionary headers, HotFile file) =>
        headers.Range.Count == 0 && headers.IfModifiedSince.Count == 0 && headers.IfMatch.Count == 0 && headers.IfUnmodifiedSince.Count == 0 &&
        headers.Count <= RequestHeadLimits.HeaderCount && (headers.IfNoneMatch.Count == 0 || headers.IfNoneMatch == file.Entry.EtagHeader);

    private Task SendAsync(HttpResponse response, HotFile file, bool isKnown)
    {
        if (isKnown)
        {
            MediaHeaders.WriteNotModified(response, file.Entry, policy.Public);
            metrics.Answered(DeliveryWay.NotModified, file.Entry);
            return Task.CompletedTask;
        }

        MediaHeaders.Write(response, file.Entry, policy.Public);
        metrics.Sent(DeliveryWay.Memory, file.Entry, file.Bytes.Length);
        var writing = response.BodyWriter.WriteAsync(file.Bytes);
        if (!writing.IsCompletedSuccessfully) return writing.AsTask();
        _ = writing.Result;
        return Task.CompletedTask;
    }
}
