using Microsoft.AspNetCore.Http.Features;
using Parhelion.Protocol;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Media;

/// <summary>
/// Limits how often each client address may request media URLs. Refuses further requests with status 429. The pipeline has this middleware only if
/// <c>RateLimit:Address:MediaPerMinute</c> is set. Without this setting, the fastest path has no added cost.
/// </summary>
/// <remarks>The middleware writes the response to a refused request itself, because it runs before <see cref="ProblemMiddleware"/>.</remarks>
internal sealed class MediaRateLimitMiddleware(RequestDelegate next, RequestRateLimiter limits, MediaRequestTargetParser targets)
{
    public Task InvokeAsync(HttpContext http) =>
        targets.Read(http).Kind == RequestTargetKind.Other || limits.TryMedia(http) ? next(http) : RefuseAsync(http);

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
