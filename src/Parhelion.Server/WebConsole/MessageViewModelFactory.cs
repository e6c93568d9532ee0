using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Converts messages from the database to <see cref="MessageViewModel"/> for the conversation page of the web console. For each message, the factory looks up the
/// name of the author and the attachments in the content.
/// </summary>
internal sealed class MessageViewModelFactory(UserService users, AttachmentListService attachments, ConsoleMediaUrls signer)
{
    /// <summary>Returns messages of an app as a page shows them, in the same order. Each message has at most <see cref="MessageDraft.MaxMedia"/> attachments.</summary>
    public async Task<IReadOnlyList<MessageViewModel>> OfAsync(HttpContext http, string appId, MediaUrls urls, IReadOnlyList<MessageRow> rows)
    {
        var messages = rows.Select(ApiModelConverter.Message).ToList();
        var authors = await users.FindAsync(appId, rows.Select(row => row.AuthorId).OfType<string>().ToHashSet(StringComparer.Ordinal), http.RequestAborted);
        var paths = messages.Select(message => PathsIn(message.Content, appId, urls)).ToList();
        var found = await attachments.FindAsync(paths.SelectMany(pairs => pairs.Select(pair => pair.Path)).ToHashSet(), http.RequestAborted);
        var sign = signer.Of(http, urls);
        return
        [
            .. messages.Zip(paths, (message, pairs) => new MessageViewModel(
                message.Id,
                message.Received,
                message.Author.Type == AuthorTypes.User,
                message.Author.DisplayName ?? (message.Author.UserId is { } id && authors.TryGetValue(id, out var author) ? UserDisplayName.Of(author) : null),
                message.Content,
                pairs.Where(pair => found.ContainsKey(pair.Path)).DistinctBy(pair => pair.Url).ToDictionary(pair => pair.Url, pair => sign(found[pair.Path]), StringComparer.Ordinal))),
        ];
    }

    private static List<(string Url, MediaPath Path)> PathsIn(JsonElement content, string appId, MediaUrls urls)
    {
        var found = new List<(string, MediaPath)>();
        foreach (var holder in MessageContentReader.Items(content).Prepend(content))
        {
            if (MessageContentReader.Text(holder, "mediaUrl") is { } url && urls.TryParseReference(url, out var path) && path.AppId == appId) found.Add((url, path));
        }

        return found;
    }
}
