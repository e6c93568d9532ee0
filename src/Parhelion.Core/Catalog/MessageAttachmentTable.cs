using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Which message carries which attachment.</summary>
public static class MessageAttachmentTable
{
    // Index: primary key.
    private const string InsertText = "INSERT INTO message_attachments (token, message_id) VALUES (@token, @message)";

    // Index: message_attachments_by_message.
    private const string DeleteOfMessageText = "DELETE FROM message_attachments WHERE message_id = @message RETURNING token";

    /// <summary>Links an attachment to a message.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, BlobKey key, string messageId) =>
        await session.Sql(InsertText).With("@token", key.Value).With("@message", messageId).ExecuteAsync();

    /// <summary>Drops the links of a message; what it carried. A message carries no more than its items and itself.</summary>
    public static ValueTask<List<BlobKey>> DeleteOfMessageAsync(DatabaseSession session, string messageId) =>
        session.Sql(DeleteOfMessageText).With("@message", messageId).AllAsync(row => BlobKey.Parse(row.GetString(0)));
}
