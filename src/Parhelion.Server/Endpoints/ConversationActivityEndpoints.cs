using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the route that accepts activities in a conversation. An activity says that the author has read the conversation, begins to type, or stops typing. The
/// server stores read activities. Typing activities have no effect.
/// </summary>
internal static class ConversationActivityEndpoints
{
    public static void MapActivities(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/", PostAsync).WithName("PostActivity").WithSummary("Report that the author has read the conversation or is typing in it")
            .Accepts<ActivityPostBody>("application/json").Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);

    private static async Task<IResult> PostAsync(HttpContext http, string appId, string conversationId, ConversationService conversations, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var type = body.RequiredChoice("type", ActivityTypes.Read, ActivityTypes.TypingStart, ActivityTypes.TypingStop);
        var author = body.RequiredObject("author");
        var isByUser = author is not null && author.RequiredChoice("type", AuthorTypes.Business, AuthorTypes.User) == AuthorTypes.User;
        var user = author is null ? null : MessageBodyReader.Writer(author, isByUser);
        if (isByUser && user is null) body.Reject(UserBodyReader.OneOf(author!, "userId", "userExternalId"));
        if (isByUser && type is ActivityTypes.TypingStart or ActivityTypes.TypingStop) body.Reject($"'type' of a user should be {ActivityTypes.Read}");
        body.ThrowIfFaulty();
        await conversations.ActAsync(appId, conversationId, type, user, http.RequestAborted);
        return JsonResult.Done();
    }
}
