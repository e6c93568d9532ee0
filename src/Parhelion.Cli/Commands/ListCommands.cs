using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>ls apps|keys|conversations|participants|messages|receipts</c>.</summary>
internal static class ListCommands
{
    private static readonly Option<int?> Limit = new("--limit", "-n") { Description = "List at most N entries.", HelpName = "N" };
    private static readonly Option<string?> User = new("--user") { Description = "Id of the user.", HelpName = "ID" };
    private static readonly Option<string?> ExternalId = new("--external-id") { Description = "External id of the user.", HelpName = "ID" };
    private static readonly Option<string?> Url = new("--url") { Description = "List only the receipts of this media URL.", HelpName = "URL" };
    private static readonly Argument<string> Conversation = new("conversation") { Description = "Id of the conversation." };

    public static Command Create() => new("ls", "List apps, keys, conversations, participants, messages or receipts. In a pipe, fields are separated by tabs.")
    {
        CommandSession.Define(new Command("apps", "List the apps, oldest first. Needs an account key.") { Limit }, AppCommands.ListAsync(Limit)),
        CommandSession.Define(new Command("keys", "List the keys of the app, without secrets. Needs an account key."), KeyCommands.ListAsync),
        CommandSession.Define(new Command("conversations", "List the conversations of a user, oldest first.") { User, ExternalId, Limit }, ConversationsAsync),
        CommandSession.Define(new Command("participants", "List the participants of a conversation, in the order in which they joined.") { Conversation, Limit }, ParticipantsAsync),
        CommandSession.Define(new Command("messages", "List the messages of a conversation, newest first.") { Conversation, Limit }, MessagesAsync),
        CommandSession.Define(new Command("receipts", "List the receipts of deleted attachments, oldest first. Parhelion only.") { Url, Limit }, ReceiptsAsync),
    };

    private static async Task<int> ConversationsAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var (user, externalId) = (session.Value(User), session.Value(ExternalId));
        if ((user is null) == (externalId is null)) throw new UsageException("Name one user, with either --user or --external-id.");
        var rows = new ListOutput<Conversation>(
            ProtocolJson.Default.Conversation, ("id", item => item.Id), ("type", item => item.Type), ("default", item => item.IsDefault ? "yes" : "no"),
            ("updated", item => Time(item.LastUpdatedAt)), ("name", item => item.DisplayName));
        return await WriteAsync(
            session, rows,
            (client, appId) => user is not null
                ? client.Conversations.ListConversationsAsync(appId, user)
                : client.Conversations.ListConversationsByExternalIdAsync(appId, externalId!),
            cancellationToken);
    }

    private static Task<int> ParticipantsAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var rows = new ListOutput<Participant>(
            ProtocolJson.Default.Participant, ("id", item => item.Id), ("user", item => item.UserId), ("unread", item => $"{item.UnreadCount}"),
            ("external id", item => item.UserExternalId));
        return WriteAsync(session, rows, (client, appId) => client.Participants.ListParticipantsAsync(appId, session.Value(Conversation)), cancellationToken);
    }

    private static Task<int> MessagesAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var rows = new ListOutput<Message>(
            ProtocolJson.Default.Message, ("id", item => item.Id), ("received", item => Time(item.Received)), ("author", item => item.Author.Type),
            ("type", item => item.ReadContent().Type), ("content", item => Content(item.ReadContent())));
        return WriteAsync(session, rows, (client, appId) => client.Messages.ListMessagesAsync(appId, session.Value(Conversation)), cancellationToken);
    }

    private static Task<int> ReceiptsAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var rows = new ListOutput<Receipt>(
            ProtocolJson.Default.Receipt, ("id", item => item.Id), ("requested", item => Time(item.RequestedAt)),
            ("erased", item => item.ErasedAt is { } at ? Time(at) : "not yet"), ("purged", item => item.PurgedAt is { } at ? Time(at) : ""),
            ("reason", item => item.Reason), ("size", item => $"{item.Size}"), ("hash of the url", item => item.MediaUrlHash));
        return WriteAsync(session, rows, (client, appId) => client.Attachments.ListReceiptsAsync(appId, session.Value(Url)), cancellationToken);
    }

    private static async Task<int> WriteAsync<T>(
        CommandSession session, ListOutput<T> rows, Func<ParhelionClient, string, PagedList<T>> list, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        await rows.WriteAsync(session.Terminal, list(client, appId), session.Value(Limit), cancellationToken);
        return ExitCodes.Done;
    }

    private static string? Content(MessageContent content) => content switch
    {
        TextContent text => text.Text ?? text.MarkdownText ?? text.HtmlText,
        MediaContent media => media.MediaUrl,
        _ => null,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
