using Parhelion.Core.Catalog;
using Parhelion.Core.Serving;
using Parhelion.Core.Simulation;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes that simulate channels such as WhatsApp. The server never calls a real channel. The routes list messages to a channel, set their delivery
/// results, and act as a user or as the channel. The routes are an extension of the Sunshine Conversations API.
/// </summary>
/// <remarks>The listed messages are those that the server would have sent to the channel.</remarks>
internal static class SimulatedChannelEndpoints
{
    private const int MaxCode = 128;
    private const int MaxMessage = 1024;
    private const int MaxExternalId = 255;
    private const int MaxPayload = 4096;

    public static void MapSimulator(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deliveries", ListAsync).WithName("ListSimulatedDeliveries").WithSummary("List the messages that would have been sent to a channel, oldest first (extension)")
            .WithDescription("The server keeps the newest 1,000 of an app for seven days. A delivery disappears with its message.")
            .WithMetadata(new OpenApiPagingParameters()).Produces<SimulatedDeliveryListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapPost("/deliveries/{deliveryId}/result", FinishAsync).WithName("FinishSimulatedDelivery").WithSummary("Say what becomes of a message that would have been sent (extension)")
            .WithDescription("The server raises the event conversation:message:delivery:channel, :user or :failure.")
            .Accepts<SimulatedResultBody>("application/json").Produces<SimulatedDeliveryResponse>().ProducesProblems(400, 401, 403, 404, 409, 413, 415);
        routes.MapPost("/activities", ActAsync).WithName("PostSimulatedActivity").WithSummary("Type or read as a user of a channel (extension)")
            .WithDescription("The server raises the event conversation:typing or conversation:read. The user must have an active client of the channel: the user has written through it before, or a link is complete.")
            .Accepts<SimulatedActivityBody>("application/json").Produces<SimulatedActivityResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapPost("/postbacks", PressAsync).WithName("PostSimulatedPostback").WithSummary("Press a postback button as a user of a channel (extension)")
            .WithDescription("The server raises the event conversation:postback. The user must have an active client of the channel: the user has written through it before, or a link is complete.")
            .Accepts<SimulatedPostbackBody>("application/json").Produces<SimulatedActivityResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapPost("/clients/{clientId}/change", ChangeAsync).WithName("ChangeSimulatedClient").WithSummary("Answer a link to a channel, or block a client, as the channel would (extension)")
            .WithDescription("The server raises the event client:update or client:remove. The response has the client as it is then, or as it was before it was removed.")
            .Accepts<SimulatedClientBody>("application/json").Produces<ClientResponse>().ProducesProblems(400, 401, 403, 404, 409, 413, 415);
        routes.MapPost("/messages", WriteAsync).WithName("WriteSimulatedMessage").WithSummary("Write a message as a user of a channel (extension)")
            .WithDescription("The message goes to the conversation that the client of the user takes part in, or else to the default one. What does not exist, the server creates.")
            .Accepts<SimulatedMessageBody>("application/json").Produces<SimulatedMessageResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415, 423);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, ChannelSimulatorService simulator, PublicBaseUrls serverAddresses)
    {
        FilterQuery.RefuseUnknown(http.Request.Query, []);
        var page = await simulator.ListAsync(appId, PageQuery.Parse(http.Request.Query), http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("deliveries", page, delivery => delivery, ProtocolJson.Default.SimulatedDelivery, links);
    }

    private static async Task<IResult> FinishAsync(HttpContext http, string appId, string deliveryId, ChannelSimulatorService simulator, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var status = body.RequiredChoice("status", DeliveryStatuses.Channel, DeliveryStatuses.User, DeliveryStatuses.Failure);
        var error = Error(body);
        if (error is not null && status != DeliveryStatuses.Failure) body.Reject($"'error' is only for the status {DeliveryStatuses.Failure}");
        body.ThrowIfFaulty();
        var finished = await simulator.FinishAsync(appId, deliveryId, status, error, http.RequestAborted);
        return JsonResult.Ok(new SimulatedDeliveryResponse(finished), ProtocolJson.Default.SimulatedDeliveryResponse);
    }

    private static async Task<IResult> WriteAsync(HttpContext http, string appId, ChannelSimulatorService simulator, MediaUrls urls, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var user = Reference(body);
        var content = body.RequiredObject("content");
        if (content is not null) MessageContentValidator.Check(content);
        body.ThrowIfFaulty();
        var (message, userId) = await simulator.WriteAsync(appId, user, source => MessageBodyReader.DraftOfUser(content!, urls, source), http.RequestAborted);
        var response = new SimulatedMessageResponse(ApiModelConverter.Message(message), message.ConversationId, userId);
        return JsonResult.Created(response, ProtocolJson.Default.SimulatedMessageResponse);
    }

    private static async Task<IResult> ActAsync(HttpContext http, string appId, ChannelSimulatorService simulator, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var user = Reference(body);
        var type = body.RequiredChoice("type", ActivityTypes.Read, ActivityTypes.TypingStart, ActivityTypes.TypingStop);
        body.ThrowIfFaulty();
        return Done(await simulator.ActAsync(appId, user, type, http.RequestAborted));
    }

    private static async Task<IResult> PressAsync(HttpContext http, string appId, ChannelSimulatorService simulator, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var user = Reference(body);
        var payload = body.RequiredText("payload", 0, MaxPayload);
        var metadata = body.Metadata("Postback");
        body.ThrowIfFaulty();
        return Done(await simulator.PressAsync(appId, user, payload, metadata, http.RequestAborted));
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, string appId, string clientId, ChannelSimulatorService simulator, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var change = body.RequiredChoice(
            "change", ClientChanges.Matched, ClientChanges.Confirmed, ClientChanges.LinkCancelled, ClientChanges.LinkFailed, ClientChanges.Blocked, ClientChanges.Unblocked);
        var error = Error(body);
        if (error is not null && change is not (ClientChanges.LinkCancelled or ClientChanges.LinkFailed))
        {
            body.Reject($"'error' is only for the changes {ClientChanges.LinkCancelled} and {ClientChanges.LinkFailed}");
        }

        body.ThrowIfFaulty();
        var client = await simulator.ChangeClientAsync(appId, clientId, change, error ?? new DeliveryError("uncategorized_error", "The link has ended"), http.RequestAborted);
        return JsonResult.Ok(new ClientResponse(ApiModelConverter.Client(client)), ProtocolJson.Default.ClientResponse);
    }

    private static SimulatedChannelUserReference Reference(JsonBody body)
    {
        var integrationId = body.RequiredText("integrationId", 1, 1024);
        var (userId, externalId) = (body.OptionalText("userId", 1, 1024), body.OptionalText("externalId", 1, MaxExternalId));
        body.RefuseNul("externalId");
        if (body.IsSet("userId") == body.IsSet("externalId")) body.Reject(UserBodyReader.OneOf(body, "userId", "externalId"));
        return new SimulatedChannelUserReference(integrationId, userId, externalId);
    }

    private static DeliveryError? Error(JsonBody body) =>
        body.OptionalObject("error") is { } error ? new DeliveryError(error.RequiredText("code", 1, MaxCode), error.RequiredText("message", 0, MaxMessage)) : null;

    private static IResult Done((string ConversationId, string UserId) done) =>
        JsonResult.Ok(new SimulatedActivityResponse(done.ConversationId, done.UserId), ProtocolJson.Default.SimulatedActivityResponse);
}
