using Parhelion.Server.Access;
using Parhelion.Server.Media;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Logs;

/// <summary>Logs one line for each request, after its response. The line has the template of the route, but no path, query, name or token.</summary>
/// <remarks>The middleware is a part of the pipeline only if <c>Logging:Requests</c> is on, so that it costs nothing otherwise. The HTTP logging of ASP.NET Core
/// does not fit, because it logs the path, which has tokens and file names.</remarks>
internal sealed class RequestLogMiddleware(RequestDelegate next, MediaRequestTargetParser targets, TimeProvider clock, ILogger<RequestLogMiddleware> log)
{
    private const string MediaRoute = "/apps/{media}";
    private const string NoRoute = "unmatched";

    private static readonly HashSet<string> KnownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public async Task InvokeAsync(HttpContext http)
    {
        var start = clock.GetTimestamp();
        var isMedia = targets.Read(http).Kind != RequestTargetKind.Other;
        var isBroken = true;
        try
        {
            await next(http);
            isBroken = false;
        }
        finally
        {
            Write(http, isMedia ? MediaRoute : RouteOf(http), clock.GetElapsedTime(start).TotalMilliseconds, isBroken);
        }
    }

    private void Write(HttpContext http, string route, double milliseconds, bool isBroken)
    {
        var (request, response) = (http.Request, http.Response);
        var isAborted = isBroken || http.RequestAborted.IsCancellationRequested;
        // A client can send any word as the method.
        var method = KnownMethods.Contains(request.Method) ? request.Method : "OTHER";
        var status = isAborted && !response.HasStarted ? StatusCodes.Status499ClientClosedRequest : response.StatusCode;
        log.RequestEnded(
            method, route, status, milliseconds, request.ContentLength, BytesOf(http), http.Features.Get<Caller>()?.KeyId, http.TraceIdentifier, RequestIds.TraceOf(http), isAborted);
    }

    private static string RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? NoRoute;

    // A long list has no announced length, and its length is not counted.
    private static long? BytesOf(HttpContext http) =>
        HttpMethods.IsHead(http.Request.Method) || http.Response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified ? 0 : http.Response.ContentLength;
}
