using Parhelion.Core.Switchboards;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes that pass, offer, accept and release control of a conversation. The integration in control should answer the conversation. Only integrations
/// of a switchboard can have control.
/// </summary>
internal static class ConversationControlEndpoints
{
    private const string Owner = "Switchboard action";

    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/passControl", PassAsync).WithName("PassControl").WithSummary("Give control of a conversation to a switchboard integration")
            .Accepts<ControlTransferBody>("application/json").Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapPost("/offerControl", OfferAsync).WithName("OfferControl").WithSummary("Offer control of a conversation to a switchboard integration. An earlier offer ends.")
            .Accepts<ControlTransferBody>("application/json").Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapPost("/acceptControl", AcceptAsync).WithName("AcceptControl")
            .WithSummary("Give control of a conversation to the switchboard integration that it was offered to. An integration can accept only its own offer.")
            .Accepts<ControlBody>("application/json").Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapPost("/releaseControl", ReleaseAsync).WithName("ReleaseControl")
            .WithSummary("Take control of a conversation away from everybody. An integration can do that only while it is in control.")
            .Accepts<ControlBody>(isOptional: true, "application/json").Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
    }

    private static async Task<IResult> PassAsync(HttpContext http, string appId, string conversationId, SwitchboardControlService control, JsonBodyLimit settings)
    {
        var (target, metadata) = await ReadTransferAsync(http, settings);
        await control.PassAsync(appId, conversationId, target, metadata, Caller.Of(http).IntegrationId, http.RequestAborted);
        return JsonResult.Done();
    }

    private static async Task<IResult> OfferAsync(HttpContext http, string appId, string conversationId, SwitchboardControlService control, JsonBodyLimit settings)
    {
        var (target, metadata) = await ReadTransferAsync(http, settings);
        await control.OfferAsync(appId, conversationId, target, metadata, Caller.Of(http).IntegrationId, http.RequestAborted);
        return JsonResult.Done();
    }

    private static async Task<IResult> AcceptAsync(HttpContext http, string appId, string conversationId, SwitchboardControlService control, JsonBodyLimit settings)
    {
        await control.AcceptAsync(appId, conversationId, await ReadMetadataAsync(http, settings), Caller.Of(http).IntegrationId, http.RequestAborted);
        return JsonResult.Done();
    }

    private static async Task<IResult> ReleaseAsync(HttpContext http, string appId, string conversationId, SwitchboardControlService control, JsonBodyLimit settings)
    {
        await control.ReleaseAsync(appId, conversationId, await ReadMetadataAsync(http, settings), Caller.Of(http).IntegrationId, http.RequestAborted);
        return JsonResult.Done();
    }

    private static async Task<(string Target, string? Metadata)> ReadTransferAsync(HttpContext http, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var (target, metadata) = (body.RequiredText("switchboardIntegration", 1, SwitchboardIntegrationBodyReader.MaxId), body.Metadata(Owner));
        body.ThrowIfFaulty();
        return (target, metadata);
    }

    private static async Task<string?> ReadMetadataAsync(HttpContext http, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadOptionalAsync(http, settings.JsonBytes);
        var metadata = body.Metadata(Owner);
        body.ThrowIfFaulty();
        return metadata;
    }
}
