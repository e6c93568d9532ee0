using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>ls apps|keys|conversations|participants|messages|attachments|receipts</c>.</summary>
internal static class ListCommands
{
    private static readonly Option<string?> User = new("--user") { Description = "Id of the user.", HelpName = "ID" };
    private static readonly Option<string?> ExternalId = new("--external-id") { Description = "External id of the user.", HelpName = "ID" };
    private static readonly Option<string?> Url = new("--url")
    {
        Description = "List only the receipts of this media URL.",
        HelpName = "URL",
    };

    private static readonly Argument<string> Conversation = new("conversation") { Description = "Id of the conversation." };

    public static Command Create() => new ToolCommand(
        "ls",
        "List apps, keys, conversations, participants, messages, attachments or receipts. In a pipe, fields are separated by tabs.",
        "parhelion ls messages CONVERSATION_ID -n 20",
        "parhelion ls receipts --json")
    {
        CommandSession.Define(
            new ToolCommand(
                "apps", "List the apps, oldest first. Needs an account key.",
                "parhelion ls apps") { ListOptions.Limit, ListOptions.Columns }, AppCommands.ListAsync),
        CommandSession.Define(
            new ToolCommand(
                "keys", "List the keys of the app, without secrets. Needs an account key.",
                "parhelion ls keys") { ListOptions.Limit, ListOptions.Columns }, KeyCommands.ListAsync),
        CommandSession.Define(
            new ToolCommand(
                "conversations", "List the conversations of a user, oldest first.",
                "parhelion ls conversations --external-id ada") { User, ExternalId, ListOptions.Limit, ListOptions.Columns }, ConversationsAsync),
        CommandSession.Define(
            new ToolCommand(
                "participants", "List the participants of a conversation, in the order in which they joined.",
                "parhelion ls participants CONVERSATION_ID") { Conversation, ListOptions.Limit, ListOptions.Columns }, ParticipantsAsync),
        CommandSession.Define(
            new ToolCommand(
                "messages", "List the messages of a conversation, newest first.",
                "parhelion ls messages CONVERSATION_ID -n 20",
                "parhelion ls messages CONVERSATION_ID --json | jq -r .content.text") { Conversation, ListOptions.Limit, ListOptions.Columns }, MessagesAsync),
        AttachmentListCommand.Create(),
        CommandSession.Define(
            new ToolCommand(
                "receipts", "List the receipts of deleted attachments, oldest first. Parhelion only.",
                "parhelion ls receipts --url MEDIA_URL") { Url, ListOptions.Limit, ListOptions.Columns }, ReceiptsAsync),
    };

    private static async Task<int> ConversationsAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var (user, externalId) = (session.Value(User), session.Value(ExternalId));
        if ((user is null) == (externalId is null)) throw new UsageException("Set either --user or --external-id, and not both.");
        var rows = new ListOutput<Conversation>(
            ProtocolJson.Default.Conversation, ("id", item => item.Id), ("type", item => item.Type), ("default", item => item.IsDefault ? "yes" : "no"),
            ("updated", item => TimeText.Of(item.LastUpdatedAt)), ("name", item => item.DisplayName));
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
            ProtocolJson.Default.Message, ("id", item => item.Id), ("received", item => TimeText.Of(item.Received)), ("author", item => item.Author.Type),
            ("type", item => item.ReadContent().Type), ("content", item => Content(item.ReadContent())));
        return WriteAsync(session, rows, (client, appId) => client.Messages.ListMessagesAsync(appId, session.Value(Conversation)), cancellationToken);
    }

    private static Task<int> ReceiptsAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var rows = new ListOutput<Receipt>(
            ProtocolJson.Default.Receipt, ("id", item => item.Id), ("requested", item => TimeText.Of(item.RequestedAt)),
            ("erased", item => item.ErasedAt is { } at ? TimeText.Of(at) : "not yet"), ("purged", item => item.PurgedAt is { } at ? TimeText.Of(at) : ""),
            ("reason", item => item.Reason), ("size", item => $"{item.Size}"), ("hash of the url", item => item.MediaUrlHash));
        return WriteAsync(session, rows, (client, appId) => client.Attachments.ListReceiptsAsync(appId, session.Value(Url)), cancellationToken);
    }

    private static async Task<int> WriteAsync<T>(
        CommandSession session, ListOutput<T> rows, Func<ParhelionClient, string, PagedList<T>> list, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        return await session.WriteAsync(rows, list(client, appId), cancellationToken);
    }

    private static string? Content(MessageContent content) => content switch
    {
        TextContent text => text.Text ?? text.MarkdownText ?? text.HtmlText,
        MediaContent media => media.MediaUrl,
        _ => null,
    };

}
