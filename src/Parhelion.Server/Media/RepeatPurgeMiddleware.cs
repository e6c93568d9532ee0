namespace Parhelion.Server.Media;

/// <summary>
/// Requests a second cache purge for files that this node was sending when the node learned of a deletion. A cache may have stored the response after the first
/// purge. Therefore, the middleware adds the file to <see cref="RepeatPurgeQueue"/> if the response is cacheable.
/// </summary>
/// <remarks>The middleware does not check which file was deleted, so the queue may get files that were not deleted. The server uses this middleware only if a
/// cache is configured.</remarks>
internal sealed class RepeatPurgeMiddleware(RequestDelegate next, CacheInvalidator memory, MediaRequestTargetParser targets, RepeatPurgeQueue purges)
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
        if (before != memory.Removals && MayBeCached(http.Response) && targets.Read(http) is { Kind: RequestTargetKind.File, Media: var path, Query: var query }) purges.Add(path, query);
    }

    private static bool MayBeCached(HttpResponse response) =>
        response.Headers.CacheControl is [{ } control] && control.StartsWith("public", StringComparison.Ordinal);
}
