using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>
/// Deletes expired messages and unused attachments. Messages expire when their conversation was idle for longer than the retention time of the app. An
/// attachment is unused if it was uploaded for a message, but no message carries it. The caller of <see cref="RunAsync"/> sets how long unused attachments are
/// kept.
/// </summary>
public sealed class RetentionService(Database database, DeletionService removal, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>Returns when a conversation of the app expires if it was last active at the given time; <c>null</c>: never.</summary>
    public static DateTimeOffset? Deadline(AppRow app, DateTimeOffset active)
    {
        if (!app.Settings.Contains("conversationRetentionSeconds", StringComparison.Ordinal)) return null;
        var seconds = JsonSerializer.Deserialize(app.Settings, ProtocolJson.Default.AppSettings)!.ConversationRetentionSeconds;
        // A time that DateTimeOffset cannot represent counts as never.
        return seconds is { } kept && kept < (DateTimeOffset.MaxValue - active).TotalSeconds - 1 ? active.AddSeconds(kept) : null;
    }

    /// <summary>Deletes one batch of expired messages and unused attachments; true if there may be more.</summary>
    /// <param name="unusedAfter">How long to keep an attachment that was uploaded for a message, if no message has used it; <c>null</c>: for ever.</param>
    /// <param name="cancellationToken">Honoured between deletions.</param>
    public async Task<bool> RunAsync(TimeSpan? unusedAfter, CancellationToken cancellationToken)
    {
        var expired = await database.ReadAsync(
            (session, token) => ConversationTable.ExpiredAsync(session, clock.GetUtcNow(), Batch, token), cancellationToken);
        foreach (var conversation in expired) await ExpireAsync(conversation, cancellationToken);
        var unused = unusedAfter is { } age && await removal.RemoveUnusedAsync(clock.GetUtcNow() - age, cancellationToken);
        return expired.Count == Batch || unused;
    }

    // The settings of the app may have changed: messages are kept at least as long as the present settings demand. A message may also be posted at
    // this moment. The transaction that removes the messages therefore checks again whether the conversation is idle.
    private async Task ExpireAsync(ConversationRow conversation, CancellationToken cancellationToken)
    {
        var due = await database.WriteAsync(
            async session =>
            {
                if (await AppTable.FindAsync(session, conversation.AppId, default) is not { } app) return false;
                if (await ConversationTable.FindAsync(session, conversation.AppId, conversation.Id, default) is not { } now) return false;
                var deadline = Deadline(app, now.LastUpdatedAt);
                if (deadline <= clock.GetUtcNow()) return true;
                await ConversationTable.ExpireAtAsync(session, conversation.Id, deadline);
                return false;
            },
            cancellationToken);
        if (due) await removal.RemoveMessagesAsync(conversation, ReceiptReasons.Retention, requestedBy: null, cancellationToken, conversation.LastUpdatedAt);
    }
}
