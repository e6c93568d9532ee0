using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that add, list and remove the participants of a conversation.</summary>
internal static class ParticipantEndpoints
{
    public static void MapParticipants(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/join", JoinAsync).WithName("JoinConversation").WithSummary("Add a user to a group conversation")
            .Accepts<ParticipantJoinBody>("application/json").Produces<ParticipantResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/participants", ListAsync).WithName("ListParticipants").WithSummary("List the participants of a conversation in the order in which they joined")
            .WithMetadata(new OpenApiPagingParameters()).Produces<ParticipantListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapPost("/leave", LeaveAsync).WithName("LeaveConversation").WithSummary("Remove a user from a conversation. The user's messages are kept.")
            .Accepts<ParticipantLeaveBody>("application/json").Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
    }

    private static async Task<IResult> JoinAsync(HttpContext http, string appId, string conversationId, ParticipantService participants, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var user = ConversationBodyReader.Participant(body, isGroup: true);
        body.ThrowIfFaulty();
        var participant = await participants.JoinAsync(appId, conversationId, user!, http.RequestAborted);
        return JsonResult.Created(new ParticipantResponse(ToModel(participant)), ProtocolJson.Default.ParticipantResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, string conversationId, ParticipantService participants, PublicBaseUrls serverAddresses)
    {
        var page = await participants.ListAsync(appId, conversationId, PageQuery.Parse(http.Request.Query), http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("participants", page, ToModel, ProtocolJson.Default.Participant, links);
    }

    private static async Task<IResult> LeaveAsync(HttpContext http, string appId, string conversationId, ParticipantService participants, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var participantId = body.OptionalText("participantId", 1, 1024);
        var (userId, externalId) = (body.OptionalText("userId", 1, 1024), body.OptionalText("userExternalId", 1, 1024));
        var brandId = body.OptionalText("brandId", 1, 24) ?? "";
        string?[] given = [participantId, userId, externalId];
        if (given.Count(id => id is not null) != 1) body.Reject(UserBodyReader.OneOf(body, "userId", "userExternalId", "participantId"));
        body.ThrowIfFaulty();
        var user = participantId is null ? new UserReference(userId, externalId, brandId) : null;
        await participants.LeaveAsync(appId, conversationId, user, participantId, http.RequestAborted);
        return JsonResult.Done();
    }

    private static Participant ToModel(ParticipantRow row) => new()
    {
        Id = row.Id,
        UserId = row.UserId,
        UserExternalId = row.UserExternalId,
        UnreadCount = row.UnreadCount,
        ClientAssociations = [.. row.Clients.Select(client => new ClientAssociation(client.Type, client.ClientId))],
        LastRead = row.LastRead,
    };
}
