using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Core.Usage;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the route that returns how many attachments an app has, and their total size in bytes. The route is an extension of the Sunshine Conversations API.
/// </summary>
internal static class UsageEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", GetAsync).WithName("GetUsage").WithSummary("Get the number and the bytes of the attachments of an app (extension)")
            .WithDescription("The response has the counts by media type, and the uploads and deletions of the last 90 days. It includes everything that was committed before the request.")
            .Produces<UsageResponse>().ProducesProblems(401, 403, 404);

    private static async Task<IResult> GetAsync(HttpContext http, string appId, AppService apps, UsageReader usage)
    {
        var app = await apps.FindAsync(appId, http.RequestAborted) ?? throw new ProblemException(Problems.AppNotFound);
        var quota = AppUploadLimits.Of(app.Settings);
        var read = await usage.ReadAsync(appId, http.RequestAborted) with { QuotaCount = quota.Count, QuotaBytes = quota.Bytes };
        return JsonResult.Ok(new UsageResponse(read), ProtocolJson.Default.UsageResponse);
    }
}
