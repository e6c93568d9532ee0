using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that create, list, get, update and delete the webhooks of a custom integration. Integrations of other types (channels) have no
/// webhooks.</summary>
internal static class WebhookEndpoints
{
    // Stands for the integration that the credentials belong to.
    private const string Own = "me";

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateWebhook").WithSummary("Create a webhook of an integration. An app has at most ten.")
            .Accepts<WebhookCreateBody>("application/json").Produces<WebhookResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListWebhooks").WithSummary("List the webhooks of an integration")
            .Produces<WebhookListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapGet("/{webhookId}", GetAsync).WithName("GetWebhook").WithSummary("Get a webhook")
            .Produces<WebhookResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapPatch("/{webhookId}", UpdateAsync).WithName("UpdateWebhook").WithSummary("Update a webhook. Fields that are left out keep their value.")
            .Accepts<WebhookUpdateBody>("application/json").Produces<WebhookResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapDelete("/{webhookId}", DeleteAsync).WithName("DeleteWebhook").WithSummary("Delete a webhook. Events that were not delivered to it yet are dropped.")
            .Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, string appId, string integrationId, IntegrationService integrations, Core.Webhooks.WebhookService webhookDirectory, WebhookMapper shape, JsonBodyLimit settings)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var draft = shape.New(body, appId, integration.Id);
        body.ThrowIfFaulty();
        return JsonResult.Created(new WebhookResponse(shape.Webhook(await webhookDirectory.CreateAsync(draft, Caller.ActorOf(http), http.RequestAborted))), ProtocolJson.Default.WebhookResponse);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, string appId, string integrationId, IntegrationService integrations, Core.Webhooks.WebhookService webhookDirectory, WebhookMapper shape)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        var all = await webhookDirectory.ListAsync(integration.Id, http.RequestAborted);
        return JsonResult.Ok(new WebhookListResponse([.. all.Select(shape.Webhook)]), ProtocolJson.Default.WebhookListResponse);
    }

    private static async Task<IResult> GetAsync(
        HttpContext http, string appId, string integrationId, string webhookId, IntegrationService integrations, Core.Webhooks.WebhookService webhookDirectory, WebhookMapper shape)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        return Ok(shape, await webhookDirectory.GetAsync(integration.Id, webhookId, http.RequestAborted));
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext http, string appId, string integrationId, string webhookId, IntegrationService integrations, Core.Webhooks.WebhookService webhookDirectory, WebhookMapper shape, JsonBodyLimit settings)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        return Ok(shape, await webhookDirectory.UpdateAsync(integration.Id, webhookId, row => Change(shape, body, row), Caller.ActorOf(http), http.RequestAborted));
    }

    private static WebhookRow Change(WebhookMapper shape, JsonBody body, WebhookRow row)
    {
        var changed = shape.Change(body, row);
        body.ThrowIfFaulty();
        return changed;
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext http, string appId, string integrationId, string webhookId, IntegrationService integrations, Core.Webhooks.WebhookService webhookDirectory)
    {
        var integration = await FindAsync(http, appId, integrationId, integrations);
        await webhookDirectory.DeleteAsync(integration.Id, webhookId, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Done();
    }

    // An integration may access only its own webhooks. Any other integration id is refused, whether it exists or not.
    private static async ValueTask<IntegrationRow> FindAsync(HttpContext http, string appId, string integrationId, IntegrationService integrations)
    {
        var own = Caller.Of(http).IntegrationId;
        if (own is not null && integrationId != Own && integrationId != own) throw new ProblemException(Problems.Forbidden);
        var integration = await integrations.GetAsync(appId, own ?? integrationId, http.RequestAborted);
        return integration.Type == IntegrationTypes.Custom ? integration : throw new ProblemException(Problems.WebhooksOfCustomIntegrationsOnly);
    }

    private static IResult Ok(WebhookMapper shape, WebhookRow row) => JsonResult.Ok(new WebhookResponse(shape.Webhook(row)), ProtocolJson.Default.WebhookResponse);
}
