using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Removing;

/// <summary>What is left of attachments that were deleted: proof, and nothing of the file, its name or its people.</summary>
public sealed class Receipts(Database database)
{
    /// <summary>Requester of what a rule of time has deleted.</summary>
    public const string Server = "server";

    /// <summary>How a receipt names its attachment: SHA-256 of the path of the media URL. The token in it is random, so the hash tells
    /// nothing to whoever does not have the URL.</summary>
    public static byte[] HashOf(MediaPath path) => SHA256.HashData(Encoding.UTF8.GetBytes(path.ToString()));

    /// <summary>One page of the receipts of an app, oldest first.</summary>
    /// <param name="appId">The app, which may be gone.</param>
    /// <param name="media">Only the receipts of this media URL; <c>null</c>: all.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<Page<ReceiptRow>> ListAsync(string appId, MediaPath? media, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            (session, token) => media is { } path
                ? RemovalTable.ListOfMediaAsync(session, appId, HashOf(path), page, token)
                : RemovalTable.ListAsync(session, appId, page, token),
            cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }
}
