using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Finds out which kind of row a blob belongs to, if any.</summary>
public static class BlobOwners
{
    /// <summary>Finds the owner of a blob with at most two lookups by index.</summary>
    public static ValueTask<BlobOwner> FindAsync(Database database, BlobKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                if (await AttachmentTable.OwnsAsync(session, key, token)) return BlobOwner.Attachment;
                return await RemovalTable.OwnsAsync(session, key, token) ? BlobOwner.Ledger : BlobOwner.None;
            },
            cancellationToken);

    /// <summary>Whether any row refers to the blob.</summary>
    public static async ValueTask<bool> AnyAsync(Database database, BlobKey key, CancellationToken cancellationToken) =>
        await FindAsync(database, key, cancellationToken) != BlobOwner.None;
}
