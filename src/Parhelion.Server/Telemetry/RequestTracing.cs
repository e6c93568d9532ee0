using System.Diagnostics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Telemetry;

/// <summary>Starts an activity (span) for each request, but only while traces are collected. If the client sent the header <c>traceparent</c> (W3C), the
/// activity continues the trace of the client.</summary>
/// <remarks>The tags of the activity are the method, the route and the status, but never a path, which may contain file names and tokens.</remarks>
internal sealed class RequestTracing(RequestDelegate next)
{
    // One comparison while nobody listens: this runs before the fastest path of media.
    public Task InvokeAsync(HttpContext http) => Tracing.IsOn ? TraceAsync(http) : next(http);

    private async Task TraceAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        using var activity = Tracing.Continue("request", ActivityKind.Server, headers.TraceParent, headers.TraceState);
        await next(http);
        if (activity is { IsAllDataRequested: true }) Describe(activity, http);
    }

    private static void Describe(Activity activity, HttpContext http)
    {
        var method = MethodOf(http.Request);
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.DisplayName = route is null ? method : $"{method} {route}";
        activity.SetTag("http.request.method", method);
        if (route is not null) activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError) activity.SetStatus(ActivityStatusCode.Error);
    }

    // A client may send any word as the method.
    private static string MethodOf(HttpRequest request) =>
        Array.Find((string[])["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], method => HttpMethods.Equals(method, request.Method)) ?? "_OTHER";
}
