using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that post, list and delete messages.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", PostAsync).WithName("PostMessage").WithSummary("Post a message. Attachments in its content are linked to it.")
            .Accepts<MessagePostBody>("application/json").Produces<MessagePostResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 413, 415, 423);
        routes.MapGet("/", ListAsync).WithName("ListMessages").WithSummary("List messages, oldest first, in pages of at most 100 messages or 1 MiB. The default is the last page.")
            .WithMetadata(new OpenApiPagingParameters(IsFixed: true)).Produces<MessageListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapDelete("/", DeleteAllAsync).WithName("DeleteAllMessages").WithSummary("Delete all messages with their attachments. The conversation is kept.")
            .Produces<EmptyResponse>().ProducesProblems(401, 403, 404);
        routes.MapDelete("/{messageId}", DeleteAsync).WithName("DeleteMessage").WithSummary("Delete a message with its attachments")
            .Produces<EmptyResponse>().ProducesProblems(401, 403, 404);
    }

    private static async Task<IResult> PostAsync(
        HttpContext http, string appId, string conversationId, MessageService messages, MediaUrls urls, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var message = await messages.PostAsync(appId, conversationId, MessageBodyReader.Draft(body, urls), http.RequestAborted);
        return JsonResult.Created(new MessagePostResponse([ApiModelConverter.Message(message)]), ProtocolJson.Default.MessagePostResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, string conversationId, MessageService messages, PublicBaseUrls serverAddresses)
    {
        var page = await messages.ListAsync(appId, conversationId, PageQuery.ParseOfMessages(http.Request.Query), http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("messages", page, ApiModelConverter.Message, ProtocolJson.Default.Message, links);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext http, string appId, string conversationId, string messageId, MessageService messages, ILogger<MessageService> log)
    {
        var caller = Caller.Of(http);
        await messages.DeleteAsync(appId, conversationId, messageId, Caller.ActorOf(http), http.RequestAborted);
        log.MessageDeleted(messageId, appId, caller.KeyId);
        return JsonResult.Done();
    }

    private static async Task<IResult> DeleteAllAsync(HttpContext http, string appId, string conversationId, MessageService messages, ILogger<MessageService> log)
    {
        var caller = Caller.Of(http);
        await messages.DeleteAllAsync(appId, conversationId, Caller.ActorOf(http), http.RequestAborted);
        log.MessagesDeleted(conversationId, appId, caller.KeyId);
        return JsonResult.Done();
    }
}
