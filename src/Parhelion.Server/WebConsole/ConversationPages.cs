using System.Text.Json.Nodes;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Auditing;
using Parhelion.Server.Endpoints;
using Parhelion.Server.WebConsole.Pages;
using Parhelion.Server.Wire;

namespace Parhelion.Server.WebConsole;

/// <summary>Maps the web console pages of users and conversations: the lists, the page of one user, one conversation as a chat, and the actions of their buttons.</summary>
internal static class ConversationPages
{
    private const int RowsPerPage = 50;
    private const int MessagesPerPage = 25;
    private const int AuthorsOffered = 10;
    private const int MaxName = 128;
    private const int MaxFind = 255;

    public static void MapConversationPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/conversations", ListAsync);
        routes.MapPost("/conversations", CreateAsync);
        routes.MapGet("/conversations/users", ListUsersAsync);
        routes.MapGet("/conversations/users/{userId:length(24)}", ShowUserAsync);
        routes.MapPost("/conversations/users/{userId:length(24)}/delete", DeleteUserAsync);
        routes.MapGet("/conversations/{conversationId:length(24)}", ShowAsync);
        routes.MapPost("/conversations/{conversationId:length(24)}/delete", DeleteAsync);
        routes.MapPost("/conversations/{conversationId:length(24)}/uploadLink", CreateUploadLinkAsync);
        routes.MapPost("/conversations/{conversationId:length(24)}/messages", PostMessageAsync);
        routes.MapPost("/conversations/{conversationId:length(24)}/messages/{messageId:length(24)}/delete", DeleteMessageAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, string? find, string? after, ConsoleLayoutDataFactory frames, ConversationService conversations, UserService users)
    {
        var frame = await frames.OfAsync(http, appId);
        // The search field takes an id of a conversation or a user, an external id, an e-mail identity, or a part of a name.
        if (Clean(find) is { Length: > 0 } text) return Results.Redirect(await FindAsync(http, appId, text, conversations, users));
        var page = await conversations.ListNewestAsync(appId, PageOf(after), http.RequestAborted);
        var owners = await users.FindAsync(appId, page.Items.Select(row => row.UserId).OfType<string>().ToHashSet(StringComparer.Ordinal), http.RequestAborted);
        var next = Next(appId, "conversations", page.After, "");
        return new ConsoleResult<ConversationsPage>(StatusCodes.Status200OK, ("Frame", frame), ("Conversations", page.Items), ("Owners", owners), ("Next", next));
    }

    private static async Task<string> FindAsync(HttpContext http, string appId, string text, ConversationService conversations, UserService users)
    {
        if (ObjectId.IsValid(text) && await conversations.FindAsync(appId, text, http.RequestAborted) is not null) return ConsolePaths.Of(appId, $"conversations/{text}");
        var user = await users.FindAsync(appId, UserReference.FromIdOrExternalId(text), http.RequestAborted) ?? await users.FindByEmailAsync(appId, text, "", http.RequestAborted);
        return ConsolePaths.Of(appId, user is null ? $"conversations/users?find={Uri.EscapeDataString(text)}" : $"conversations/users/{user.Id}");
    }

    private static async Task<IResult> ListUsersAsync(HttpContext http, string appId, string? find, string? after, ConsoleLayoutDataFactory frames, UserService users)
    {
        var frame = await frames.OfAsync(http, appId);
        var text = Clean(find);
        var page = await users.ListNewestAsync(appId, text.Length == 0 ? null : user => UserDisplayName.Has(user, text), PageOf(after), http.RequestAborted);
        var query = text.Length == 0 ? "" : $"find={Uri.EscapeDataString(text)}&";
        var next = Next(appId, "conversations/users", page.After, query);
        return new ConsoleResult<UsersPage>(StatusCodes.Status200OK, ("Frame", frame), ("Find", text), ("Users", page.Items), ("Next", next));
    }

    private static async Task<IResult> ShowUserAsync(
        HttpContext http, string appId, string userId, string? after, ConsoleLayoutDataFactory frames, UserService users, ConversationService conversations)
    {
        var frame = await frames.OfAsync(http, appId);
        var reference = new UserReference(userId, null);
        var user = await users.GetAsync(appId, reference, http.RequestAborted);
        var page = await conversations.ListAsync(appId, reference, PageOf(after), http.RequestAborted);
        return new ConsoleResult<UserPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("User", user), ("Conversations", page.Items), ("Next", Next(appId, $"conversations/users/{userId}", page.After, "")));
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, string appId, string conversationId, string? before, string? part, ConsoleLayoutDataFactory frames, ConversationService conversations, MessageService messages,
        ParticipantService participants, UserService users, MessageViewModelFactory views, MediaUrls urls)
    {
        var frame = await frames.OfAsync(http, appId);
        var conversation = await conversations.GetAsync(appId, conversationId, http.RequestAborted);
        var page = await messages.ListAsync(appId, conversationId, new PageRequest(IdOr(before), Backwards: true, MessagesPerPage), http.RequestAborted);
        var shown = await views.OfAsync(http, appId, urls, page.Items);
        var older = page.Before is { } cursor ? $"{ConsolePaths.Of(appId, $"conversations/{conversationId}")}?before={cursor}" : null;
        if (part is not null)
        {
            return new ConsoleResult<MessageList>(StatusCodes.Status200OK, ("Frame", frame), ("ConversationId", conversationId), ("Messages", shown), ("Older", older));
        }

        var members = await participants.ListAsync(appId, conversationId, new PageRequest("", Backwards: false, AuthorsOffered), http.RequestAborted);
        var authors = await users.FindAsync(appId, members.Items.Select(member => member.UserId).ToHashSet(StringComparer.Ordinal), http.RequestAborted);
        return new ConsoleResult<ConversationPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Conversation", conversation), ("Authors", authors.Values.ToList()), ("Messages", shown), ("Older", older),
            ("IsLast", IdOr(before).Length == 0));
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, string appId, IFormCollection form, ConsoleLayoutDataFactory frames, UserService users, ConversationService conversations, TimeProvider clock)
    {
        await frames.OfAsync(http, appId);
        var name = Clean(form["name"]);
        if (name.Length is 0 or > MaxName) throw new ProblemException(Problems.BadRequest(Texts.NameLength.With(MaxName)));
        var now = clock.GetUtcNow();
        var profile = WireJson.Text(new Profile { GivenName = name }, ProtocolJson.Default.Profile);
        var user = await users.CreateAsync(
            new UserRow { Id = ObjectId.New(clock), AppId = appId, BrandId = "", SignedUpAt = now, Profile = profile, Metadata = "{}", CreatedAt = now }, http.RequestAborted);
        var draft = new ConversationRow { Id = ObjectId.New(clock), AppId = appId, Type = ConversationTypes.Personal, LastUpdatedAt = now, CreatedAt = now };
        var conversation = await conversations.CreateAsync(draft, [new ParticipantDraft(new UserReference(user.Id, null), SubscribeSdkClient: false)], http.RequestAborted);
        return Results.Redirect(ConsolePaths.Of(appId, $"conversations/{conversation.Id}"));
    }

    // The form becomes a body of the API, so that both have the same rules and the same errors.
    private static async Task<IResult> PostMessageAsync(
        HttpContext http, string appId, string conversationId, IFormCollection form, MessageService messages, AttachmentListService attachments, MediaUrls urls)
    {
        var text = form["text"].ToString().ReplaceLineEndings("\n");
        var url = form["mediaUrl"].ToString().Trim();
        if (url.Length == 0 && string.IsNullOrWhiteSpace(text)) throw new ProblemException(Problems.BadRequest(Texts.MessageEmpty));
        var content = new JsonObject { ["type"] = url.Length == 0 ? ContentTypes.Text : await TypeOfAsync(appId, url, attachments, urls, http.RequestAborted) };
        if (url.Length > 0) content["mediaUrl"] = url;
        if (!string.IsNullOrWhiteSpace(text)) content["text"] = text;
        var author = form["author"].ToString();
        var isByUser = ObjectId.IsValid(author);
        var message = new JsonObject { ["author"] = new JsonObject { ["type"] = isByUser ? AuthorTypes.User : AuthorTypes.Business }, ["content"] = content };
        if (isByUser) message["author"]!["userId"] = author;
        using var body = JsonBody.Of(message);
        var posted = await messages.PostAsync(appId, conversationId, MessageBodyReader.Draft(body, urls), http.RequestAborted);
        return Results.Redirect($"{ConsolePaths.Of(appId, $"conversations/{conversationId}")}#m{posted.Id}");
    }

    // The API takes URLs of other hosts as well. The page attaches only what was uploaded through it.
    private static async Task<string> TypeOfAsync(string appId, string url, AttachmentListService attachments, MediaUrls urls, CancellationToken cancellationToken)
    {
        if (!urls.TryParse(url, out var path) || path.AppId != appId) throw new ProblemException(Problems.NoSuchMedia("mediaUrl", url));
        var found = await attachments.FindAsync(new HashSet<MediaPath> { path }, cancellationToken);
        if (!found.TryGetValue(path, out var row)) throw new ProblemException(Problems.NoSuchMedia("mediaUrl", url));
        return row.MediaType.StartsWith("image/", StringComparison.Ordinal) ? ContentTypes.Image : ContentTypes.File;
    }

    private static async Task<IResult> CreateUploadLinkAsync(HttpContext http, string appId, string conversationId, ConversationService conversations, ConsoleUploadLinkIssuer issuer)
    {
        await conversations.GetAsync(appId, conversationId, http.RequestAborted);
        return await issuer.SendAsync(http, appId, conversationId);
    }

    private static async Task<IResult> DeleteMessageAsync(HttpContext http, string appId, string conversationId, string messageId, MessageService messages, AuditActorFactory actors)
    {
        await messages.DeleteAsync(appId, conversationId, messageId, actors.OfSession(http), http.RequestAborted);
        return Results.Redirect(ConsolePaths.Of(appId, $"conversations/{conversationId}"));
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, string conversationId, ConversationService conversations, AuditActorFactory actors)
    {
        await conversations.DeleteAsync(appId, conversationId, actors.OfSession(http), http.RequestAborted);
        return Results.Redirect(ConsolePaths.Of(appId, "conversations"));
    }

    private static async Task<IResult> DeleteUserAsync(HttpContext http, string appId, string userId, UserService users, AuditActorFactory actors)
    {
        await users.DeleteAsync(appId, new UserReference(userId, null), actors.OfSession(http), http.RequestAborted);
        return Results.Redirect(ConsolePaths.Of(appId, "conversations/users"));
    }

    private static PageRequest PageOf(string? after) => new(IdOr(after), Backwards: false, RowsPerPage);

    private static string IdOr(string? text) => text is not null && ObjectId.IsValid(text) ? text : "";

    private static string? Next(string appId, string page, string? after, string query) => after is null ? null : $"{ConsolePaths.Of(appId, page)}?{query}after={after}";

    // Not every database can compare text with NUL.
    private static string Clean(string? text)
    {
        var clean = (text ?? "").Replace("\0", "", StringComparison.Ordinal).Trim();
        return clean.Length <= MaxFind ? clean : clean[..MaxFind];
    }
}
