using Microsoft.AspNetCore.Http.Features;
using Parhelion.Protocol;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Media;

/// <summary>Limits the requests to media URLs of each client address. It is a part of the pipeline only if <c>RateLimit:Address:MediaPerMinute</c> is set, so
/// that the fastest path costs nothing otherwise. It writes its refusals itself, because it runs before all other middleware.</summary>
internal sealed class MediaRateLimitMiddleware(RequestDelegate next, RateLimits limits, MediaRequestTargetParser targets)
{
    public Task InvokeAsync(HttpContext http) =>
        targets.Read(http).Kind == MediaUrlMatch.Other || limits.TryMedia(http) ? next(http) : RefuseAsync(http);

    private static Task RefuseAsync(HttpContext http)
    {
        RequestIds.Assign(http);
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.CacheControl = "no-store";
        var problem = http.Features.GetRequiredFeature<Problem>();
        return JsonResult.ProblemAsync(http, problem.Status, problem.ToResponse());
    }
}
