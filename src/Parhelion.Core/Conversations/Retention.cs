using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Deletes what has had its time: the messages of conversations that were idle for longer than their app keeps them, and uploads
/// for a message that never came.</summary>
public sealed class Retention(Database database, Removal removal, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>When a conversation of the app that is active now will have been idle for too long; <c>null</c>: never.</summary>
    public static DateTimeOffset? Deadline(AppRow app, DateTimeOffset active)
    {
        if (!app.Settings.Contains("conversationRetentionSeconds", StringComparison.Ordinal)) return null;
        var seconds = JsonSerializer.Deserialize(app.Settings, ProtocolJson.Default.AppSettings)!.ConversationRetentionSeconds;
        // A retention that ends after the calendar does is none.
        return seconds is { } kept && kept < (DateTimeOffset.MaxValue - active).TotalSeconds - 1 ? active.AddSeconds(kept) : null;
    }

    /// <summary>Deletes what is due, in one batch; true when there may be more.</summary>
    /// <param name="unusedAfter">How long an upload for a message waits for it; <c>null</c>: for ever.</param>
    /// <param name="cancellationToken">Honoured between deletions.</param>
    public async Task<bool> RunAsync(TimeSpan? unusedAfter, CancellationToken cancellationToken)
    {
        var expired = await database.ReadAsync(
            (session, token) => ConversationTable.ExpiredAsync(session, clock.GetUtcNow(), Batch, token), cancellationToken);
        foreach (var conversation in expired) await ExpireAsync(conversation, cancellationToken);
        var unused = unusedAfter is { } age && await removal.RemoveUnusedAsync(clock.GetUtcNow() - age, cancellationToken);
        return expired.Count == Batch || unused;
    }

    // The app may have changed its mind since: it never keeps for less long than it says now. And a message may come at this very moment:
    // whether the conversation is idle is asked once more in the transaction that clears it.
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
        if (due) await removal.RemoveMessagesAsync(conversation, ReceiptReasons.Retention, Receipts.Server, cancellationToken, conversation.LastUpdatedAt);
    }
}
