using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that create, list, get, update and delete apps.</summary>
internal static class AppEndpoints
{
    public static void MapApps(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateApp").WithSummary("Create an app")
            .Accepts<AppCreateBody>("application/json").Produces<AppResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListApps").WithSummary("List the apps, oldest first").WithMetadata(new OpenApiPagingParameters())
            .Produces<AppListResponse>().ProducesProblems(400, 401, 403);
    }

    public static void MapApp(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", GetAsync).WithMetadata(EndpointAccessRule.App).WithName("GetApp").WithSummary("Get an app")
            .Produces<AppResponse>().ProducesProblems(401, 403, 404);
        routes.MapPatch("/", UpdateAsync).WithMetadata(EndpointAccessRule.App).WithName("UpdateApp").WithSummary("Update an app. Fields that are left out keep their value.")
            .Accepts<AppUpdateBody>("application/json").Produces<AppResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapDelete("/", DeleteAsync).WithMetadata(EndpointAccessRule.Account).WithName("DeleteApp")
            .WithSummary("Delete an app with its keys and attachments")
            .Produces<EmptyResponse>().ProducesProblems(401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, AppService apps, AllowedFileTypes types, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var displayName = body.RequiredText("displayName", 1, 100);
        body.RefuseNul("displayName");
        var changed = AppMapper.Settings(body, "{}", types);
        var metadata = AppMapper.Metadata(body, null);
        body.ThrowIfFaulty();
        var app = await apps.CreateAsync(displayName, changed, metadata, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Created(new AppResponse(AppMapper.App(app)), ProtocolJson.Default.AppResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, AppService apps, PublicBaseUrls serverAddresses)
    {
        var request = PageQuery.Parse(http.Request.Query);
        var page = await apps.ListAsync(request, http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("apps", page, AppMapper.App, ProtocolJson.Default.App, links);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, AppService apps) =>
        await apps.FindAsync(appId, http.RequestAborted) is { } app ? One(app) : throw new ProblemException(Problems.AppNotFound);

    private static async Task<IResult> UpdateAsync(HttpContext http, string appId, AppService apps, AppUploadRules limits, AllowedFileTypes types, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var app = await apps.UpdateAsync(appId, app => AppMapper.Change(app, body, types), Caller.ActorOf(http), http.RequestAborted);
        limits.Forget(appId);
        return app is null ? throw new ProblemException(Problems.AppNotFound) : One(app);
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, AppService apps) =>
        await apps.DeleteAsync(appId, Caller.ActorOf(http), http.RequestAborted)
            ? JsonResult.Done()
            : throw new ProblemException(Problems.AppNotFound);

    private static IResult One(AppRow app) => JsonResult.Ok(new AppResponse(AppMapper.App(app)), ProtocolJson.Default.AppResponse);
}
