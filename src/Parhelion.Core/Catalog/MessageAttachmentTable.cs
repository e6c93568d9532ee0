using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>message_attachments</c>, which says which message carries which attachment. A message carries an attachment if the
/// content of the message has the media URL of the attachment.</summary>
public static class MessageAttachmentTable
{
    // Index: primary key.
    private const string InsertText = "INSERT INTO message_attachments (token, message_id) VALUES (@token, @message)";

    // Index: message_attachments_by_message.
    private const string DeleteOfMessagesText = "DELETE FROM message_attachments WHERE message_id IN (SELECT value FROM json_each(@messages)) RETURNING token";

    /// <summary>Records that a message carries an attachment.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, BlobKey key, string messageId) =>
        await session.Sql(InsertText).With("@token", key.Value).With("@message", messageId).ExecuteAsync();

    /// <summary>Deletes the rows of messages and returns the attachments that they carried, an attachment of several messages several times. For each message there
    /// is at most one for each item and one for the message itself.</summary>
    public static ValueTask<List<BlobKey>> DeleteOfMessagesAsync(DatabaseSession session, IEnumerable<string> messageIds) =>
        session.Sql(DeleteOfMessagesText).With("@messages", messageIds).AllAsync(row => BlobKey.Parse(row.GetString(0)));
}
