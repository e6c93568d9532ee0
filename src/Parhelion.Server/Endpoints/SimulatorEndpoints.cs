using Parhelion.Core.Catalog;
using Parhelion.Core.Serving;
using Parhelion.Core.Simulation;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes of simulated channels: what would have been sent, what becomes of it, and what users write. They extend the original API.</summary>
internal static class SimulatorEndpoints
{
    private const int MaxCode = 128;
    private const int MaxMessage = 1024;
    private const int MaxExternalId = 255;

    public static void MapSimulator(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deliveries", ListAsync).WithName("ListSimulatedDeliveries").WithSummary("List the messages that would have been sent to a channel, oldest first (extension)")
            .WithDescription("The server keeps the newest 1,000 of an app for seven days. A delivery disappears with its message.")
            .WithMetadata(new OpenApiPagingParameters()).Produces<SimulatedDeliveryListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapPost("/deliveries/{deliveryId}/result", FinishAsync).WithName("FinishSimulatedDelivery").WithSummary("Say what becomes of a message that would have been sent (extension)")
            .WithDescription("The server raises the event conversation:message:delivery:channel, :user or :failure.")
            .Accepts<SimulatedResultBody>("application/json").Produces<SimulatedDeliveryResponse>().ProducesProblems(400, 401, 403, 404, 409, 413, 415);
        routes.MapPost("/messages", WriteAsync).WithName("WriteSimulatedMessage").WithSummary("Write a message as a user of a channel (extension)")
            .WithDescription("The message goes to the default conversation of the user. The server creates the user and the conversation if they do not exist.")
            .Accepts<SimulatedMessageBody>("application/json").Produces<SimulatedMessageResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415, 423);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, SimulatorService simulator, ServerAddresses serverAddresses)
    {
        FilterQuery.RefuseUnknown(http.Request.Query, []);
        var page = await simulator.ListAsync(appId, PageQuery.Parse(http.Request.Query), http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("deliveries", page, delivery => delivery, ProtocolJson.Default.SimulatedDelivery, links);
    }

    private static async Task<IResult> FinishAsync(HttpContext http, string appId, string deliveryId, SimulatorService simulator, RequestSettings settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var status = body.RequiredChoice("status", DeliveryStatuses.Channel, DeliveryStatuses.User, DeliveryStatuses.Failure);
        var error = body.OptionalObject("error");
        var (code, message) = error is null ? ("", "") : (error.RequiredText("code", 1, MaxCode), error.RequiredText("message", 0, MaxMessage));
        if (error is not null && status != DeliveryStatuses.Failure) body.Reject($"'error' is only for the status {DeliveryStatuses.Failure}");
        body.ThrowIfFaulty();
        var finished = await simulator.FinishAsync(appId, deliveryId, status, error is null ? null : new DeliveryError(code, message), http.RequestAborted);
        return JsonResult.Ok(new SimulatedDeliveryResponse(finished), ProtocolJson.Default.SimulatedDeliveryResponse);
    }

    private static async Task<IResult> WriteAsync(HttpContext http, string appId, SimulatorService simulator, MediaUrls urls, RequestSettings settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var integrationId = body.RequiredText("integrationId", 1, 1024);
        var (userId, externalId) = (body.OptionalText("userId", 1, 1024), body.OptionalText("externalId", 1, MaxExternalId));
        body.RefuseNul("externalId");
        if (body.IsSet("userId") == body.IsSet("externalId")) body.Reject(UserBodyReader.OneOf(body, "userId", "externalId"));
        var content = body.RequiredObject("content");
        if (content is not null) MessageContentValidator.Check(content);
        body.ThrowIfFaulty();
        if (!Core.ObjectId.IsValid(integrationId)) throw new ProblemException(Problems.IntegrationNotFound);
        var (message, user) = await simulator.WriteAsync(
            appId, integrationId, userId, externalId, source => MessageBodyReader.DraftOfUser(content!, urls, source), http.RequestAborted);
        var response = new SimulatedMessageResponse(ApiModelConverter.Message(message), message.ConversationId, user);
        return JsonResult.Created(response, ProtocolJson.Default.SimulatedMessageResponse);
    }
}
