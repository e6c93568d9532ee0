using Parhelion.Core.Catalog;
using Parhelion.Core.Switchboards;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes that create, list, update and delete the switchboard of an app. The switchboard decides which integration is in control of a conversation.
/// The integration in control is to answer the conversation.
/// </summary>
internal static class SwitchboardEndpoints
{
    private const string One = "/{switchboardId}";

    public static void MapSwitchboards(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateSwitchboard").WithSummary("Create the switchboard of an app, disabled. An app has at most one.")
            .Produces<SwitchboardResponse>(StatusCodes.Status201Created).ProducesProblems(400, 401, 403, 404);
        routes.MapGet("/", ListAsync).WithName("ListSwitchboards").WithSummary("List the switchboards of an app: one or none")
            .Produces<SwitchboardListResponse>().ProducesProblems(401, 403, 404);
        routes.MapPatch(One, UpdateAsync).WithName("UpdateSwitchboard").WithSummary("Enable or disable a switchboard, or choose its default. Fields that are left out keep their value.")
            .Accepts<SwitchboardUpdateBody>("application/json").Produces<SwitchboardResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapDelete(One, DeleteAsync).WithName("DeleteSwitchboard").WithSummary("Delete a switchboard with its switchboard integrations. The integrations are kept.")
            .Produces<EmptyResponse>().ProducesProblems(401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string appId, SwitchboardService switchboards) =>
        JsonResult.Created(Response(await switchboards.CreateAsync(appId, Caller.ActorOf(http), http.RequestAborted)), ProtocolJson.Default.SwitchboardResponse);

    private static async Task<IResult> ListAsync(HttpContext http, string appId, SwitchboardService switchboards)
    {
        var all = await switchboards.ListAsync(appId, http.RequestAborted);
        return JsonResult.Ok(new SwitchboardListResponse([.. all.Select(ApiModelConverter.Switchboard)]), ProtocolJson.Default.SwitchboardListResponse);
    }

    private static async Task<IResult> UpdateAsync(HttpContext http, string appId, string switchboardId, SwitchboardService switchboards, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var (enabled, defaultId) = (body.OptionalBoolean("enabled"), body.OptionalText("defaultSwitchboardIntegrationId", 1, SwitchboardIntegrationBodyReader.MaxId));
        body.ThrowIfFaulty();
        var row = await switchboards.UpdateAsync(appId, switchboardId, enabled, defaultId, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Ok(Response(row), ProtocolJson.Default.SwitchboardResponse);
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, string switchboardId, SwitchboardService switchboards)
    {
        await switchboards.DeleteAsync(appId, switchboardId, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Done();
    }

    private static SwitchboardResponse Response(SwitchboardRow row) => new(ApiModelConverter.Switchboard(row));
}
