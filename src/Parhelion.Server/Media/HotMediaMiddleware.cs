using Parhelion.Server.Wire;

namespace Parhelion.Server.Media;

/// <summary>The shortest way to a file that is asked for often: everything is in memory, so it is answered on the thread that has read the
/// request.</summary>
internal sealed class HotMediaMiddleware(RequestDelegate next, HotFileCache hot, SafeMediaPolicy policy)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (HttpMethods.IsGet(request.Method) && hot.Find(MediaTargetParser.RawOf(http)) is { } file && IsPlain(request.Headers, file))
        {
            RequestIds.Give(http);
            return SendAsync(http.Response, file, request.Headers.IfNoneMatch.Count > 0);
        }

        return next(http);
    }

    // A request with any other condition takes the long way.
    private static bool IsPlain(IHeaderDictionary headers, HotFile file) =>
        headers.Range.Count == 0 && headers.IfModifiedSince.Count == 0 && headers.IfMatch.Count == 0 && headers.IfUnmodifiedSince.Count == 0 &&
        headers.Count <= RequestLimits.HeaderCount && (headers.IfNoneMatch.Count == 0 || headers.IfNoneMatch == file.Entry.EtagHeader);

    private Task SendAsync(HttpResponse response, HotFile file, bool isKnown)
    {
        if (isKnown)
        {
            MediaHeaders.WriteNotModified(response, file.Entry, policy.Public);
            return Task.CompletedTask;
        }

        MediaHeaders.Write(response, file.Entry, policy.Public);
        var writing = response.BodyWriter.WriteAsync(file.Bytes);
        if (!writing.IsCompletedSuccessfully) return writing.AsTask();
        _ = writing.Result;
        return Task.CompletedTask;
    }
}
