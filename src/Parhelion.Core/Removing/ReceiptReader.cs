using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Removing;

/// <summary>Reads the receipts of deleted attachments. A receipt proves a deletion, but has no content of the file, no file name and no data about
/// people.</summary>
public sealed class ReceiptReader(Database database)
{
    /// <summary>The value of <see cref="RemovalReceiptRow.RequestedBy"/> if the server itself deleted the attachment, because a time limit had passed.</summary>
    public const string Server = "server";

    /// <summary>Computes the hash that identifies an attachment in its receipt: SHA-256 of the path of the media URL. The path contains a random
    /// token, so the hash reveals nothing to anybody who does not have the URL.</summary>
    public static byte[] HashOf(MediaPath path) => SHA256.HashData(Encoding.UTF8.GetBytes(path.ToString()));

    /// <summary>Lists one page of the receipts of an app, oldest first.</summary>
    /// <param name="appId">The app; it may be deleted.</param>
    /// <param name="media">The media URL whose receipts are listed; <c>null</c>: all receipts.</param>
    /// <param name="page">The requested page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<Page<RemovalReceiptRow>> ListAsync(string appId, MediaPath? media, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            (session, token) => media is { } path
                ? RemovalTable.ListOfMediaAsync(session, appId, HashOf(path), page, token)
                : RemovalTable.ListAsync(session, appId, page, token),
            cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }
}
