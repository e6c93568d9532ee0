using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Finds out which kind of database row refers to a blob, if any.</summary>
public static class BlobOwnerLookup
{
    /// <summary>Finds the owner of a blob with at most four lookups by index.</summary>
    public static ValueTask<BlobOwnerKind> FindAsync(Database database, BlobKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                // In the order in which a blob changes its owner, so that no change between two lookups hides it.
                if (await ResumableUploadTable.OwnsAsync(session, key, token)) return BlobOwnerKind.Upload;
                if (await AttachmentTable.OwnsAsync(session, key, token)) return BlobOwnerKind.Attachment;
                if (await RemovalTable.OwnsAsync(session, key, token)) return BlobOwnerKind.Ledger;
                return await RenditionTable.OwnsAsync(session, key, token) ? BlobOwnerKind.Rendition : BlobOwnerKind.None;
            },
            cancellationToken);

    /// <summary>Whether any row refers to the blob.</summary>
    public static async ValueTask<bool> AnyAsync(Database database, BlobKey key, CancellationToken cancellationToken) =>
        await FindAsync(database, key, cancellationToken) != BlobOwnerKind.None;
}
