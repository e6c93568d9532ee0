using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Serving;

/// <summary>Lists the attachments of an app, and finds a single attachment together with its holders. A holder is the app, the conversation or a message for
/// which the server keeps the attachment.</summary>
public sealed class AttachmentListService(Database database)
{
    /// <summary>Largest number of messages in <see cref="AttachmentHolders.Messages"/>.</summary>
    public const int MaxMessages = 100;

    /// <summary>Lists one page of the live attachments of an app, newest first. The query looks at a bounded number of rows, so the cost does not depend on the
    /// number of attachments. If these rows do not fill the page, the page has a cursor that continues where the scan stopped.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="filter">Selects the attachments.</param>
    /// <param name="page">The requested page. "After" means older.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<Page<AttachmentRow>> ListAsync(string appId, AttachmentFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var range = AttachmentIdRange.Of(filter, page);
        var window = filter.IsEmpty ? AttachmentListQuery.WindowWithoutFilter : AttachmentListQuery.WindowWithFilter;
        var (rows, end) = await database.ReadAsync(
            async (session, token) =>
            {
                var end = await AttachmentListQuery.FindWindowEndAsync(session, appId, range, page.Backwards, window, token);
                var scanned = end.Count == 0 ? range : range.UpTo(end[0], page.Backwards);
                return (await AttachmentListQuery.ListAsync(session, appId, scanned, filter, page, token), end);
            },
            cancellationToken);
        var isFull = rows.Count > page.Size;
        // A second row beyond the window means that the list goes on there.
        return isFull || end.Count < 2 ? Page.From(rows, page, row => row.Id) : EndingAt(end[0], rows, page);
    }

    /// <summary>Finds a live attachment of an app and what keeps it; <c>null</c> if it does not exist.</summary>
    public async Task<(AttachmentRow Row, AttachmentHolders Holders)?> FindAsync(string appId, string id, CancellationToken cancellationToken)
    {
        var (found, messages) = await database.ReadAsync(
            async (session, token) =>
            {
                var found = await AttachmentListQuery.FindAsync(session, appId, id, token);
                return (found, found is null ? [] : await AttachmentListQuery.ListMessagesAsync(session, found.Row.Key, MaxMessages + 1, token));
            },
            cancellationToken);
        if (found is null) return null;
        // The last message may have been deleted between the two queries.
        if (found.HeldBy == AttachmentWithHolder.Messages && messages.Count == 0) return null;
        return (found.Row, HoldersOf(found, messages));
    }

    /// <summary>Finds the id of the live attachment with a media URL; <c>null</c> if there is none.</summary>
    public async ValueTask<string?> FindIdAsync(MediaPath path, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => AttachmentTable.FindAsync(session, path.Key, token), cancellationToken) is { } row && row.Path == path ? row.Id : null;

    /// <summary>Finds the live attachments with these paths. Attachments that do not exist any more are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<MediaPath, AttachmentRow>> FindAsync(IReadOnlySet<MediaPath> paths, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async (session, token) =>
            {
                var found = new Dictionary<MediaPath, AttachmentRow>();
                foreach (var path in paths)
                {
                    if (await AttachmentTable.FindAsync(session, path.Key, token) is { } row && row.Path == path) found.Add(path, row);
                }

                return found;
            },
            cancellationToken);

    private static Page<AttachmentRow> EndingAt(string last, List<AttachmentRow> rows, PageRequest page)
    {
        if (page.Backwards) rows.Reverse();
        var (newest, oldest) = rows.Count == 0 ? (last, last) : (rows[0].Id, rows[^1].Id);
        return page.Backwards ? Page.From(rows, more: true, page, last, oldest) : Page.From(rows, more: true, page, newest, last);
    }

    private static AttachmentHolders HoldersOf(AttachmentWithHolder found, List<AttachmentMessage> messages) => new()
    {
        App = found.HeldBy == AttachmentWithHolder.App ? true : null,
        Conversation = found.HeldBy == AttachmentWithHolder.Conversation ? found.Row.ConversationId : null,
        Messages = messages.Count == 0 ? null : messages[..Math.Min(messages.Count, MaxMessages)],
        HasMoreMessages = messages.Count > MaxMessages ? true : null,
    };
}
