using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>message_attachments</c>, which says which message carries which attachment. A message carries an attachment if the
/// content of the message has the media URL of the attachment.</summary>
public static class MessageAttachmentTable
{
    // Index: primary key.
    private const string InsertText = "INSERT INTO message_attachments (token, message_id) VALUES (@token, @message)";

    // Index: message_attachments_by_message.
    private const string DeleteOfMessageText = "DELETE FROM message_attachments WHERE message_id = @message RETURNING token";

    /// <summary>Records that a message carries an attachment.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, BlobKey key, string messageId) =>
        await session.Sql(InsertText).With("@token", key.Value).With("@message", messageId).ExecuteAsync();

    /// <summary>Deletes the rows of a message and returns the attachments it carried. Their
    /// number is bounded: one for each item and one for the message itself.</summary>
    public static ValueTask<List<BlobKey>> DeleteOfMessageAsync(DatabaseSession session, string messageId) =>
        session.Sql(DeleteOfMessageText).With("@message", messageId).AllAsync(row => BlobKey.Parse(row.GetString(0)));
}
