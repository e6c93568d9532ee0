using System.Data.Common;
using System.Text;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>conversion_events</c>. Each row holds the conversion events of one request about a conversation
/// (<see cref="ConversionEventRow"/>).</summary>
/// <remarks>A conversation keeps at most <see cref="MaxRows"/> rows, and these have at most <see cref="PageRequest.MaxBytes"/> bytes together.
/// <see cref="InsertAsync"/> deletes the oldest rows beyond these limits. It never deletes the row that it inserts, even if this row alone exceeds the limit of
/// bytes.</remarks>
public static class ConversionEventTable
{
    /// <summary>Largest number of rows of a conversation.</summary>
    public const int MaxRows = 100;

    private const string Columns = "id, conversation_id, channel, payload, created_at";

    private const string InsertText = """
        INSERT INTO conversion_events (id, conversation_id, channel, payload, bytes, created_at) VALUES (@id, @conversation, @channel, @payload, @bytes, @now)
        """;

    // Index: conversion_events_by_conversation.
    private const string AfterText =
        $"SELECT {Columns} FROM conversion_events WHERE conversation_id = @conversation AND id > @cursor ORDER BY id LIMIT @limit";

    private const string BeforeText =
        $"SELECT {Columns} FROM conversion_events WHERE conversation_id = @conversation AND id < @cursor ORDER BY id DESC LIMIT @limit";

    // Index: conversion_events_by_conversation.
    private const string SizesText = "SELECT id, bytes FROM conversion_events WHERE conversation_id = @conversation ORDER BY id DESC LIMIT @limit";

    // Index: conversion_events_by_conversation.
    private const string DeleteUpToText = "DELETE FROM conversion_events WHERE conversation_id = @conversation AND id <= @id";

    // Index: conversion_events_by_conversation.
    private const string DeleteOfConversationText =
        "DELETE FROM conversion_events WHERE id IN (SELECT id FROM conversion_events WHERE conversation_id = @owner ORDER BY id LIMIT @limit)";

    /// <summary>Inserts a row, and deletes the oldest rows of the conversation beyond <see cref="MaxRows"/> or <see cref="PageRequest.MaxBytes"/>. The new row
    /// always stays.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, ConversionEventRow row)
    {
        await session.Sql(InsertText)
            .With("@id", row.Id).With("@conversation", row.ConversationId).With("@channel", row.Channel).With("@payload", row.Payload)
            .With("@bytes", (long)Encoding.UTF8.GetByteCount(row.Payload)).With("@now", row.CreatedAt.ToUnixTimeMilliseconds()).ExecuteAsync();
        var sizes = await session.Sql(SizesText).With("@conversation", row.ConversationId).With("@limit", MaxRows + 1L)
            .AllAsync(found => (Id: found.GetString(0), Bytes: found.GetInt64(1)));
        var bytes = sizes[0].Bytes;
        for (var i = 1; i < sizes.Count; i++)
        {
            bytes += sizes[i].Bytes;
            if (i < MaxRows && bytes <= PageRequest.MaxBytes) continue;
            await session.Sql(DeleteUpToText).With("@conversation", row.ConversationId).With("@id", sizes[i].Id).ExecuteAsync();
            return;
        }
    }

    /// <summary>Lists rows of a conversation on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<ConversionEventRow>> ListAsync(
        DatabaseSession session, string conversationId, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@conversation", conversationId).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Deletes up to <paramref name="limit"/> rows of a deleted conversation. Returns how many.</summary>
    public static ValueTask<int> DeleteOfConversationAsync(DatabaseSession session, string conversationId, int limit) =>
        session.Sql(DeleteOfConversationText).With("@owner", conversationId).With("@limit", (long)limit).ExecuteAsync();

    private static ConversionEventRow Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Time(4));
}
