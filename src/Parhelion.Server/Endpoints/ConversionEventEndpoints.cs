using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that record and list the conversion events of a conversation, such as a purchase after an advertisement. The server stores the
/// events, and does not send them to a channel.</summary>
internal static class ConversionEventEndpoints
{
    private const int MaxEvents = 1000;

    public static void MapConversionEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", PostAsync).WithName("PostConversionEvents").WithSummary("Record conversion events. They are stored, and not sent to a channel.")
            .Accepts<ConversionEventsBody>("application/json").Produces<ConversionEventsResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListConversionEvents").WithSummary("List the newest conversion events of a conversation, oldest first. An extension of Parhelion.")
            .WithMetadata(new OpenApiPagingParameters()).Produces<ConversionEventListResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> PostAsync(HttpContext http, string appId, string conversationId, ConversionEventService events, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        string[] channels = [.. ((string[])[ConversionChannels.Messenger, ConversionChannels.Instagram, ConversionChannels.WhatsApp]).Where(body.IsSet)];
        if (channels.Length != 1) body.Reject(UserBodyReader.OneOf(body, ConversionChannels.Messenger, ConversionChannels.Instagram, ConversionChannels.WhatsApp));
        body.ThrowIfFaulty();
        var payload = body.RequiredObject(channels[0])?.RequiredObject("payload");
        var count = payload?.RequiredObjects("data", 1, MaxEvents).Count() ?? 0;
        body.ThrowIfFaulty();
        var text = WireJson.Text(payload!.Element, ProtocolJson.Default.JsonElement);
        var recorded = await events.RecordAsync(appId, conversationId, channels[0], text, http.RequestAborted);
        return JsonResult.Ok(new ConversionEventsResponse(new ConversionEventsReceipt(recorded.Id, count)), ProtocolJson.Default.ConversionEventsResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, string conversationId, ConversionEventService events, PublicBaseUrls serverAddresses)
    {
        var page = await events.ListAsync(appId, conversationId, PageQuery.Parse(http.Request.Query), http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("conversionEvents", page, ApiModelConverter.ConversionEvents, ProtocolJson.Default.ConversionEventRecord, links);
    }
}
