using Parhelion.Core.Catalog;
using Parhelion.Core.Switchboards;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes that create, list, update and delete switchboard integrations. A switchboard integration adds an integration to a switchboard. Each
/// switchboard integration has its own name and id.
/// </summary>
internal static class SwitchboardIntegrationEndpoints
{
    private const string One = "/{switchboardIntegrationId}";

    public static void MapSwitchboardIntegrations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateSwitchboardIntegration").WithSummary("Make an integration a part of a switchboard. A switchboard has at most ten.")
            .Accepts<SwitchboardIntegrationCreateBody>("application/json").Produces<SwitchboardIntegrationResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListSwitchboardIntegrations").WithSummary("List the switchboard integrations of a switchboard, oldest first")
            .Produces<SwitchboardIntegrationListResponse>().ProducesProblems(401, 403, 404);
        routes.MapPatch(One, UpdateAsync).WithName("UpdateSwitchboardIntegration").WithSummary("Update a switchboard integration. Fields that are left out keep their value.")
            .Accepts<SwitchboardIntegrationUpdateBody>("application/json").Produces<SwitchboardIntegrationResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapDelete(One, DeleteAsync).WithName("DeleteSwitchboardIntegration")
            .WithSummary("Delete a switchboard integration, unless it is the default or the next one of another. Its integration is kept.")
            .Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string appId, string switchboardId, SwitchboardIntegrationService all, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var integration = SwitchboardIntegrationBodyReader.RequiredIntegration(body);
        var row = await all.CreateAsync(appId, switchboardId, integration, row => Change(row, body), Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Created(Response(row), ProtocolJson.Default.SwitchboardIntegrationResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, string switchboardId, SwitchboardIntegrationService all)
    {
        var rows = await all.ListAsync(appId, switchboardId, http.RequestAborted);
        return JsonResult.Ok(
            new SwitchboardIntegrationListResponse([.. rows.Select(ApiModelConverter.SwitchboardIntegration)]), ProtocolJson.Default.SwitchboardIntegrationListResponse);
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext http, string appId, string switchboardId, string switchboardIntegrationId, SwitchboardIntegrationService all, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var integration = SwitchboardIntegrationBodyReader.OptionalIntegration(body);
        var row = await all.UpdateAsync(
            appId, switchboardId, switchboardIntegrationId, integration, row => Change(row, body), Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Ok(Response(row), ProtocolJson.Default.SwitchboardIntegrationResponse);
    }

    private static SwitchboardIntegrationRow Change(SwitchboardIntegrationRow row, JsonBody body)
    {
        var changed = SwitchboardIntegrationBodyReader.Change(body, row);
        body.ThrowIfFaulty();
        return changed;
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext http, string appId, string switchboardId, string switchboardIntegrationId, SwitchboardIntegrationService all)
    {
        await all.DeleteAsync(appId, switchboardId, switchboardIntegrationId, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Done();
    }

    private static SwitchboardIntegrationResponse Response(SwitchboardIntegrationRow row) => new(ApiModelConverter.SwitchboardIntegration(row));
}
