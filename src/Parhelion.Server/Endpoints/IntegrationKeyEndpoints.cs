using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that create, list, get and delete the keys of a custom integration. Integrations of other types (channels) have no keys.</summary>
internal static class IntegrationKeyEndpoints
{
    public static void MapIntegrationKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateCustomIntegrationKey").WithSummary("Create a key of an integration. An integration has at most ten.")
            .Accepts<AppKeyCreateBody>("application/json").Produces<AppKeyResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListCustomIntegrationKeys").WithSummary("List the keys of an integration")
            .Produces<AppKeyListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapGet("/{keyId}", GetAsync).WithName("GetCustomIntegrationKey").WithSummary("Get a key of an integration")
            .Produces<AppKeyResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapDelete("/{keyId}", DeleteAsync).WithName("DeleteCustomIntegrationKey").WithSummary("Delete a key of an integration. Its credentials become invalid.")
            .Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string appId, string integrationId, IntegrationService integrations, ApiKeyService apiKeys, JsonBodyLimit settings)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var displayName = body.RequiredText("displayName", 1, 100);
        body.RefuseNul("displayName");
        body.ThrowIfFaulty();
        var apiKey = await apiKeys.CreateAsync(integration, displayName, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Created(new AppKeyResponse(AppKeyEndpoints.ToModel(apiKey)), ProtocolJson.Default.AppKeyResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, string integrationId, IntegrationService integrations, ApiKeyService apiKeys)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        var all = await apiKeys.ListOfIntegrationAsync(integration.Id, http.RequestAborted);
        return JsonResult.Ok(new AppKeyListResponse([.. all.Select(AppKeyEndpoints.ToModel)]), ProtocolJson.Default.AppKeyListResponse);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, string integrationId, string keyId, IntegrationService integrations, ApiKeyService apiKeys)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        return await apiKeys.FindAsync(appId, integration.Id, keyId, http.RequestAborted) is { } apiKey
            ? JsonResult.Ok(new AppKeyResponse(AppKeyEndpoints.ToModel(apiKey)), ProtocolJson.Default.AppKeyResponse)
            : throw new ProblemException(Problems.ResourceNotFound);
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, string integrationId, string keyId, IntegrationService integrations, ApiKeyService apiKeys)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        return await apiKeys.DeleteAsync(appId, integration.Id, keyId, Caller.ActorOf(http), http.RequestAborted) ? JsonResult.Done() : throw new ProblemException(Problems.ResourceNotFound);
    }

    private static async ValueTask<IntegrationRow> FindAsync(HttpContext http, string appId, string integrationId, IntegrationService integrations)
    {
        var integration = await integrations.GetAsync(appId, integrationId, http.RequestAborted);
        return integration.Type == IntegrationTypes.Custom ? integration : throw new ProblemException(Problems.KeysOfCustomIntegrationsOnly);
    }
}
