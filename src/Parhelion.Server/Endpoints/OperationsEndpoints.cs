using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.Endpoints;

/// <summary>For the operator: health and readiness.</summary>
internal static class OperationsEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok\n")).ExcludeFromDescription();
        routes.MapGet("/readyz", ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Database database, IBlobStore blobs, IHostApplicationLifetime lifetime)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (lifetime.ApplicationStopping.IsCancellationRequested) return NotReady("stopping");
        try
        {
            await database.CheckAsync(http.RequestAborted);
            await blobs.CheckAsync(http.RequestAborted);
            return Results.Text("ready\n");
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or UnauthorizedAccessException)
        {
            return NotReady(e is System.Data.Common.DbException ? "database" : "blobs");
        }
    }

    private static IResult NotReady(string what) =>
        Results.Text($"not ready: {what}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
