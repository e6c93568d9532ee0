using System.Text.Json.Nodes;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that create, list, get, update and delete integrations.</summary>
internal static class IntegrationEndpoints
{
    private const string One = "/{integrationId}";

    public static void MapIntegrations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateIntegration").WithSummary("Create an integration: a custom one with its webhook, or a channel")
            .WithDescription("A channel is stored with the fields of its type and is inactive, because the server calls no channel. Secrets are encrypted.")
            .Accepts<IntegrationCreateBody>("application/json").Produces<IntegrationResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListIntegrations").WithSummary("List the integrations of an app, oldest first")
            .WithMetadata(new OpenApiPagingParameters(), new OpenApiQueryParameter("filter[types]", "Only integrations of these types, separated by commas, such as custom,whatsapp."))
            .Produces<IntegrationListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapGet(One, GetAsync).WithName("GetIntegration").WithSummary("Get an integration")
            .Produces<IntegrationResponse>().ProducesProblems(401, 403, 404);
        routes.MapPatch(One, UpdateAsync).WithName("UpdateIntegration").WithSummary("Update an integration. Fields that are left out keep their value.")
            .Accepts<IntegrationUpdateBody>("application/json").Produces<IntegrationResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapDelete(One, DeleteAsync).WithName("DeleteIntegration").WithSummary("Delete an integration with its keys and webhooks")
            .Produces<EmptyResponse>().ProducesProblems(401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, string appId, IntegrationService integrations, IntegrationBodyReader reader, IntegrationMapper shape, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var draft = reader.New(body, appId);
        var webhook = draft.Type == IntegrationTypes.Custom ? shape.FirstWebhook(body, draft) : null;
        body.ThrowIfFaulty();
        var integration = await integrations.CreateAsync(draft, webhook, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Created(await shape.ResponseAsync(integration, http.RequestAborted), ProtocolJson.Default.JsonObject);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, IntegrationService integrations, IntegrationMapper shape, PublicBaseUrls serverAddresses)
    {
        var page = await integrations.ListAsync(appId, IntegrationMapper.TypesOf(http.Request.Query), PageQuery.Parse(http.Request.Query), http.RequestAborted);
        var shown = new List<JsonObject>(page.Items.Count);
        foreach (var row in page.Items) shown.Add(await shape.IntegrationAsync(row, http.RequestAborted));
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        var answer = new Page<JsonObject>(shown, page.HasMore, page.After, page.Before);
        return JsonResult.Page("integrations", answer, integration => integration, ProtocolJson.Default.JsonObject, links);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, string integrationId, IntegrationService integrations, IntegrationMapper shape) =>
        await OkAsync(http, shape, await integrations.GetAsync(appId, integrationId, http.RequestAborted));

    private static async Task<IResult> UpdateAsync(
        HttpContext http, string appId, string integrationId, IntegrationService integrations, IntegrationBodyReader reader, IntegrationMapper shape, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        return await OkAsync(http, shape, await integrations.UpdateAsync(appId, integrationId, row => reader.Change(body, row), Caller.ActorOf(http), http.RequestAborted));
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, string integrationId, IntegrationService integrations)
    {
        await integrations.DeleteAsync(appId, integrationId, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Done();
    }

    private static async Task<IResult> OkAsync(HttpContext http, IntegrationMapper shape, IntegrationRow row) =>
        JsonResult.Ok(await shape.ResponseAsync(row, http.RequestAborted), ProtocolJson.Default.JsonObject);
}
