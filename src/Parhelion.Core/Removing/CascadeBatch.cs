using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>
/// Deletes up to <paramref name="maxRows"/> rows of a cascade in one transaction. A cascade is a deletion that may be too large for one transaction.
/// </summary>
/// <remarks>Each batch searches for the rows that remain. A batch therefore does not depend on where the previous batch stopped, or on whether the previous
/// batch was committed.</remarks>
internal sealed class CascadeBatch(DatabaseSession session, CascadeRow cascade, DeletionBatch removalBatch, int maxRows)
{
    /// <summary>The smallest allowed maximum of rows.</summary>
    public const int MinRows = 40;

    // Rows for a message with ten attachments: the message, ten links, ten attachments, ten removals, and two rows with counters. Beside the maximum, the
    // transaction writes one row for each media type that it deletes.
    private const int LargestMessage = 33;

    // Rows that are read at a time. Most messages carry one attachment and take four rows.
    private readonly int page = maxRows / 4;

    private bool HasRowsLeft => removalBatch.Rows + LargestMessage <= maxRows;

    // So many messages fit, however many attachments they carry. The fewer rows are left, the fewer messages are deleted at a time.
    private int MessagesLeft => (maxRows - removalBatch.Rows) / LargestMessage;

    private int RowsLeft => Math.Min(page, maxRows - removalBatch.Rows);

    /// <summary>Deletes the rows; true if the cascade has nothing left to delete.</summary>
    public ValueTask<bool> RunAsync() => cascade.Kind switch
    {
        CascadeKinds.Messages => ClearedAsync(),
        CascadeKinds.Conversation => ConversationAsync(cascade.TargetId),
        CascadeKinds.User => UserAsync(),
        _ => AppAsync(),
    };

    private async ValueTask<bool> ClearedAsync() =>
        await MessagesAsync(cascade.TargetId, await ConversationTable.EpochAsync(session, cascade.TargetId));

    private async ValueTask<bool> ConversationAsync(string id) =>
        await MessagesAsync(id, long.MaxValue) && await HeldAttachmentsAsync(id) && await DrainAsync(limit => ParticipantTable.DeleteOfConversationAsync(session, id, limit)) &&
        await DrainAsync(limit => ClientAssociationTable.DeleteOfConversationAsync(session, id, limit)) &&
        await DrainAsync(limit => ConversionEventTable.DeleteOfConversationAsync(session, id, limit));

    private async ValueTask<bool> UserAsync() =>
        await ConversationsAsync(() => ConversationTable.NextOfUserAsync(session, cascade.TargetId)) && await WrittenAsync() &&
        await DrainAsync(limit => ParticipantTable.DeleteOfUserAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => ClientAssociationTable.DeleteOfUserAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => ClientTable.DeleteOfUserAsync(session, cascade.TargetId, limit));

    private async ValueTask<bool> AppAsync() =>
        await AttachmentsAsync() && await ConversationsAsync(() => ConversationTable.NextOfAppAsync(session, cascade.TargetId)) &&
        await DrainAsync(limit => UserTable.DeleteOfAppAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => ClientTable.DeleteOfAppAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => WebhookTable.DeleteOfAppAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => SwitchboardIntegrationTable.DeleteOfAppAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => SwitchboardTable.DeleteOfAppAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => IntegrationTable.DeleteOfAppAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => SimulatedDeliveryTable.DeleteOfAppAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => UsageTable.DeleteOfAppAsync(session, cascade.TargetId, limit)) &&
        await DrainAsync(limit => RefusedUploadTable.DeleteOfAppAsync(session, cascade.TargetId, limit));

    private async ValueTask<bool> ConversationsAsync(Func<ValueTask<string?>> next)
    {
        while (await next() is { } id)
        {
            if (!HasRowsLeft || !await ConversationAsync(id)) return false;
            await ConversationTable.DeleteAsync(session, id);
            removalBatch.Count(1);
        }

        return true;
    }

    private async ValueTask<bool> MessagesAsync(string conversationId, long beforeEpoch)
    {
        while (true)
        {
            var rows = await MessageTable.ListToDeleteOfConversationAsync(session, conversationId, beforeEpoch, page);
            for (var done = 0; done < rows.Count;)
            {
                if (!HasRowsLeft) return false;
                var part = rows.Slice(done, Math.Min(MessagesLeft, rows.Count - done));
                await removalBatch.MessagesAsync([.. part.Select(message => message.Id)]);
                done += part.Count;
            }

            if (rows.Count < page) return true;
        }
    }

    // Messages of a deleted user in conversations that stay: the counters of these conversations go down.
    private async ValueTask<bool> WrittenAsync()
    {
        while (true)
        {
            var rows = await MessageTable.ListToDeleteOfAuthorAsync(session, cascade.TargetId, page);
            foreach (var message in rows)
            {
                if (!HasRowsLeft) return false;
                await removalBatch.MessagesAsync([message.Id]);
                await SubtractFromCountsAsync(session, message);
                removalBatch.Count(2);
            }

            if (rows.Count < page) return true;
        }
    }

    /// <summary>Subtracts a deleted message from the counters of its conversation, which is still live.</summary>
    public static async ValueTask SubtractFromCountsAsync(DatabaseSession session, MessageToDelete message)
    {
        await ConversationTable.RemoveMessageAsync(session, message.ConversationId, message.Epoch);
        await ParticipantTable.RemoveMessageAsync(session, message.ConversationId, message.AuthorId, message.ReceivedAt);
    }

    private async ValueTask<bool> HeldAttachmentsAsync(string conversationId)
    {
        while (true)
        {
            var rows = await AttachmentTable.ListHeldByConversationAsync(session, conversationId, page);
            foreach (var held in rows)
            {
                if (!HasRowsLeft) return false;
                if (held.IsCarried) await AttachmentTable.ReleaseAsync(session, held.Key);
                else if (await AttachmentTable.DeleteAsync(session, held.AppId, held.Key) is { } gone) await removalBatch.AttachmentAsync(gone);
                removalBatch.Count(1);
            }

            if (rows.Count < page) return true;
        }
    }

    private async ValueTask<bool> AttachmentsAsync()
    {
        while (true)
        {
            if (!HasRowsLeft) return false;
            var limit = RowsLeft / 2;
            var gone = await AttachmentTable.DeleteOfAppAsync(session, cascade.TargetId, limit);
            foreach (var row in gone) await removalBatch.AttachmentAsync(row);
            if (gone.Count < limit) return true;
        }
    }

    private async ValueTask<bool> DrainAsync(Func<int, ValueTask<int>> drop)
    {
        while (true)
        {
            if (!HasRowsLeft) return false;
            var limit = RowsLeft;
            if (removalBatch.Count(await drop(limit)) < limit) return true;
        }
    }
}
