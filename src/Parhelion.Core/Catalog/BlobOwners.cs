using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Which row a blob belongs to.</summary>
public static class BlobOwners
{
    /// <summary>Finds the owner of a blob, by two primary keys at most.</summary>
    public static ValueTask<BlobOwner> FindAsync(Database database, BlobKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                if (await AttachmentTable.OwnsAsync(session, key, token)) return BlobOwner.Attachment;
                return await RemovalTable.OwnsAsync(session, key, token) ? BlobOwner.Ledger : BlobOwner.None;
            },
            cancellationToken);

    /// <summary>Whether a blob has an owner.</summary>
    public static async ValueTask<bool> AnyAsync(Database database, BlobKey key, CancellationToken cancellationToken) =>
        await FindAsync(database, key, cancellationToken) != BlobOwner.None;
}

/// <summary>What a blob belongs to.</summary>
public enum BlobOwner
{
    /// <summary>No row knows it.</summary>
    None,

    /// <summary>An attachment, which lives or which a cascade has yet to reach.</summary>
    Attachment,

    /// <summary>An entry of the ledger: its attachment was removed, and it is to be erased.</summary>
    Ledger,
}
