using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that create, list, get, update and delete conversations.</summary>
internal static class ConversationEndpoints
{
    private const string One = "/{conversationId}";

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateConversation").WithSummary("Create a conversation with its first participants")
            .Accepts<ConversationCreateBody>("application/json").Produces<ConversationResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListConversations").WithSummary("List the conversations of a user, oldest first")
            .WithMetadata(new OpenApiUserQuery(), new OpenApiPagingParameters()).Produces<ConversationListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapGet(One, GetAsync).WithName("GetConversation").WithSummary("Get a conversation")
            .Produces<ConversationResponse>().ProducesProblems(401, 403, 404);
        routes.MapPatch(One, UpdateAsync).WithName("UpdateConversation").WithSummary("Update a conversation. Fields that are left out keep their value.")
            .Accepts<ConversationUpdateBody>("application/json").Produces<ConversationResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapDelete(One, DeleteAsync).WithName("DeleteConversation")
            .WithSummary("Delete a conversation with its messages and attachments. The default conversation of a user cannot be deleted.")
            .Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string appId, ConversationService conversations, JsonBodyLimit settings, TimeProvider clock)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var draft = ConversationBodyReader.New(body, ObjectId.New(clock), appId, clock.GetUtcNow());
        var participants = draft.Type.Length == 0 ? [] : ConversationBodyReader.Participants(body, draft.Type);
        body.ThrowIfFaulty();
        var conversation = await conversations.CreateAsync(draft, participants, http.RequestAborted);
        return JsonResult.Created(Response(conversation), ProtocolJson.Default.ConversationResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, ConversationService conversations, PublicBaseUrls serverAddresses)
    {
        var request = PageQuery.Parse(http.Request.Query);
        var page = await conversations.ListAsync(appId, Filter(http.Request.Query), request, http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("conversations", page, ApiModelConverter.Conversation, ProtocolJson.Default.Conversation, links);
    }

    private static UserReference Filter(IQueryCollection query)
    {
        var (id, externalId) = (query["filter[userId]"], query["filter[userExternalId]"]);
        if (id.Count + externalId.Count != 1)
        {
            throw new ProblemException(Problems.BadRequest("should have exactly one of the query parameters 'filter[userId]', 'filter[userExternalId]'"));
        }

        return new UserReference(id.FirstOrDefault(), externalId.FirstOrDefault(), query["filter[brandId]"].FirstOrDefault() ?? "");
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, string conversationId, ConversationService conversations) =>
        Ok(await conversations.GetAsync(appId, conversationId, http.RequestAborted));

    private static async Task<IResult> UpdateAsync(
        HttpContext http, string appId, string conversationId, ConversationService conversations, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        return Ok(await conversations.UpdateAsync(appId, conversationId, row => Change(row, body), http.RequestAborted));
    }

    private static ConversationRow Change(ConversationRow row, JsonBody body)
    {
        var changed = ConversationBodyReader.Change(body, row);
        body.ThrowIfFaulty();
        return changed;
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext http, string appId, string conversationId, ConversationService conversations, ILogger<ConversationService> log)
    {
        var caller = Caller.Of(http);
        await conversations.DeleteAsync(appId, conversationId, Caller.ActorOf(http), http.RequestAborted);
        log.ConversationDeleted(conversationId, appId, caller.KeyId);
        return JsonResult.Done();
    }

    private static IResult Ok(ConversationRow row) => JsonResult.Ok(Response(row), ProtocolJson.Default.ConversationResponse);

    private static ConversationResponse Response(ConversationRow row) => new(ApiModelConverter.Conversation(row));
}
