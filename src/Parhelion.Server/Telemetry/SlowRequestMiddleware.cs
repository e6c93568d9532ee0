using System.Diagnostics;

namespace Parhelion.Server.Telemetry;

/// <summary>
/// Records in <see cref="SlowRequestHistory"/> the requests that take half a second or longer. The class does not record event streams, which are meant to take
/// long, or requests that match no route. Requests for media do not pass through this middleware.
/// </summary>
internal sealed class SlowRequestMiddleware(RequestDelegate next, SlowRequestHistory slow)
{
    public Task InvokeAsync(HttpContext http)
    {
        var begun = Stopwatch.GetTimestamp();
        var work = next(http);
        return work.IsCompletedSuccessfully ? work : WatchAsync(http, work, begun);
    }

    private async Task WatchAsync(HttpContext http, Task work, long begun)
    {
        await work;
        var duration = Stopwatch.GetElapsedTime(begun);
        if (duration < SlowRequestHistory.Least || http.GetEndpoint() is not RouteEndpoint endpoint || http.Response.ContentType == "text/event-stream") return;
        slow.Add(duration, $"{http.Request.Method} {endpoint.RoutePattern.RawText}", http.Response.StatusCode, http.TraceIdentifier);
    }
}
