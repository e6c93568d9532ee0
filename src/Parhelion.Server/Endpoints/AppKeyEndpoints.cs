using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that create, list, get and delete the keys of an app.</summary>
internal static class AppKeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateAppKey").WithSummary("Create a key of an app. An app has at most ten.")
            .Accepts<AppKeyCreateBody>("application/json").Produces<AppKeyResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListAppKeys").WithSummary("List the keys of an app")
            .Produces<AppKeyListResponse>().ProducesProblems(401, 403, 404);
        routes.MapGet("/{keyId}", GetAsync).WithName("GetAppKey").WithSummary("Get a key of an app")
            .Produces<AppKeyResponse>().ProducesProblems(401, 403, 404);
        routes.MapDelete("/{keyId}", DeleteAsync).WithName("DeleteAppKey").WithSummary("Delete a key of an app. Its credentials become invalid.")
            .Produces<EmptyResponse>().ProducesProblems(401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string appId, ApiKeyService apiKeys, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var displayName = body.RequiredText("displayName", 1, 100);
        body.RefuseNul("displayName");
        body.ThrowIfFaulty();
        var apiKey = await apiKeys.CreateAsync(appId, displayName, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Created(new AppKeyResponse(ToModel(apiKey)), ProtocolJson.Default.AppKeyResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, ApiKeyService apiKeys)
    {
        var all = await apiKeys.ListAsync(appId, http.RequestAborted);
        return JsonResult.Ok(new AppKeyListResponse([.. all.Select(ToModel)]), ProtocolJson.Default.AppKeyListResponse);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, string keyId, ApiKeyService apiKeys) =>
        await apiKeys.FindAsync(appId, null, keyId, http.RequestAborted) is { } apiKey
            ? JsonResult.Ok(new AppKeyResponse(ToModel(apiKey)), ProtocolJson.Default.AppKeyResponse)
            : throw new ProblemException(Problems.ResourceNotFound);

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, string keyId, ApiKeyService apiKeys) =>
        await apiKeys.DeleteAsync(appId, null, keyId, Caller.ActorOf(http), http.RequestAborted) ? JsonResult.Done() : throw new ProblemException(Problems.ResourceNotFound);

    public static AppKey ToModel(ApiKey apiKey) => new(apiKey.Id, apiKey.DisplayName, apiKey.Secret);
}
