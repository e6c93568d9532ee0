using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>One piece of a cascade: takes apart up to <see cref="MaxRows"/> rows of what belonged to something that is gone. Each piece finds
/// the rest anew, so it does not matter where the one before has stopped, or that it never came to its end.</summary>
internal sealed class CascadeStep(Session session, Cascade cascade, Departure departure)
{
    /// <summary>Most rows that one transaction writes or drops, so that others wait no longer than that.</summary>
    public const int MaxRows = 1000;

    // A message with ten items: itself, ten links, ten attachments and their ten entries in the ledger.
    private const int LargestMessage = 31;

    // What is read ahead; most messages carry one attachment and come to four rows.
    private const int Page = MaxRows / 4;

    private bool HasRoom => departure.Rows + LargestMessage <= MaxRows;

    private int Room => Math.Min(Page, MaxRows - departure.Rows);

    /// <summary>Works; true when nothing is left.</summary>
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
        await MessagesAsync(id, long.MaxValue) && await HeldAsync(id) && await ParticipantsAsync(limit => ParticipantTable.DeleteOfConversationAsync(session, id, limit));

    private async ValueTask<bool> UserAsync() =>
        await ConversationsAsync(() => ConversationTable.NextOfUserAsync(session, cascade.TargetId)) && await WrittenAsync() &&
        await ParticipantsAsync(limit => ParticipantTable.DeleteOfUserAsync(session, cascade.TargetId, limit));

    private async ValueTask<bool> AppAsync() =>
        await AttachmentsAsync() && await ConversationsAsync(() => ConversationTable.NextOfAppAsync(session, cascade.TargetId)) &&
        await DrainAsync(limit => UserTable.DeleteOfAppAsync(session, cascade.TargetId, limit));

    private async ValueTask<bool> ConversationsAsync(Func<ValueTask<string?>> next)
    {
        while (await next() is { } id)
        {
            if (!HasRoom || !await ConversationAsync(id)) return false;
            await ConversationTable.DeleteAsync(session, id);
            departure.Count(1);
        }

        return true;
    }

    private async ValueTask<bool> MessagesAsync(string conversationId, long beforeEpoch)
    {
        while (true)
        {
            var page = await MessageTable.DyingOfConversationAsync(session, conversationId, beforeEpoch, Page);
            foreach (var message in page)
            {
                if (!HasRoom) return false;
                await departure.MessageAsync(message.Id);
            }

            if (page.Count < Page) return true;
        }
    }

    // Messages of a dead user in conversations that live on: their counts go down with them.
    private async ValueTask<bool> WrittenAsync()
    {
        while (true)
        {
            var page = await MessageTable.DyingOfAuthorAsync(session, cascade.TargetId, Page);
            foreach (var message in page)
            {
                if (!HasRoom) return false;
                await departure.MessageAsync(message.Id);
                await UncountAsync(session, message);
            }

            if (page.Count < Page) return true;
        }
    }

    /// <summary>A message has gone from a conversation that lives on.</summary>
    public static async ValueTask UncountAsync(Session session, MessageTrace message)
    {
        await ConversationTable.DropMessageAsync(session, message.ConversationId, message.Epoch);
        await ParticipantTable.DropMessageAsync(session, message.ConversationId, message.AuthorId, message.ReceivedAt);
    }

    private async ValueTask<bool> HeldAsync(string conversationId)
    {
        while (true)
        {
            var page = await AttachmentTable.HeldByConversationAsync(session, conversationId, Page);
            foreach (var held in page)
            {
                if (!HasRoom) return false;
                if (held.IsCarried) await AttachmentTable.ReleaseAsync(session, held.Key);
                else if (await AttachmentTable.DeleteAsync(session, held.AppId, held.Key) is { } gone) await departure.AttachmentAsync(gone);
                departure.Count(1);
            }

            if (page.Count < Page) return true;
        }
    }

    private async ValueTask<bool> AttachmentsAsync()
    {
        while (true)
        {
            if (!HasRoom) return false;
            var limit = Room / 2;
            var gone = await AttachmentTable.DeleteOfAppAsync(session, cascade.TargetId, limit);
            foreach (var row in gone) await departure.AttachmentAsync(row);
            if (gone.Count < limit) return true;
        }
    }

    private ValueTask<bool> ParticipantsAsync(Func<int, ValueTask<int>> drop) => DrainAsync(drop);

    private async ValueTask<bool> DrainAsync(Func<int, ValueTask<int>> drop)
    {
        while (true)
        {
            if (!HasRoom) return false;
            var limit = Room;
            if (departure.Count(await drop(limit)) < limit) return true;
        }
    }
}
