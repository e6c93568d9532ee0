namespace Parhelion.Server.Media;

/// <summary>Finds cacheable responses that were sent while this node learned of a deletion, and adds their files to the <see cref="LateCopyPurgeQueue"/>. If
/// the deleted file is the one that was sent, a cache may have stored the response after the first purge of the file.</summary>
/// <remarks>A file in the queue is not always the deleted one. The server uses this middleware only if a cache is configured.</remarks>
internal sealed class LateCopyPurgeMiddleware(RequestDelegate next, LocalCacheInvalidator memory, RequestTargetParser targets, LateCopyPurgeQueue purges)
{
    public Task InvokeAsync(HttpContext http)
    {
        var before = memory.Removals;
        var sending = next(http);
        // The usual case: one comparison, and nothing is allocated.
        return sending.IsCompletedSuccessfully && before == memory.Removals ? sending : WatchAsync(http, sending, before);
    }

    private async Task WatchAsync(HttpContext http, Task sending, long before)
    {
        // Caches do not keep a response that was cut off.
        await sending;
        if (before != memory.Removals && MayBeCached(http.Response) && targets.Read(http) is { Kind: MediaUrlForm.File, Media: var path, Query: var query }) purges.Add(path, query);
    }

    private static bool MayBeCached(HttpResponse response) =>
        response.Headers.CacheControl is [{ } control] && control.StartsWith("public", StringComparison.Ordinal);
}
