using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>Compares up to 50 rows and 50 blobs to find out whether a database and a store belong together. The check is for stores without an identity file,
/// such as the stores of earlier versions. Such a store gets an identity file only if the sample matches.</summary>
internal sealed class InstallationMatchSampleCheck(Database database, IBlobStore blobs)
{
    /// <summary>Maximum number of rows, and of blobs, in the sample.</summary>
    public const int Size = 50;

    // A crash may have left so many orphans, even in a store that has hardly any other blobs.
    private const int MaxUnknown = 10;

    /// <exception cref="InstallationMismatchException">Most of the rows have no bytes, or most of the blobs no row.</exception>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(cancellationToken);
        var missing = 0;
        foreach (var row in rows)
        {
            if (await blobs.LengthAsync(row.Key, cancellationToken) != row.Size) missing++;
        }

        if (missing * 2 > rows.Count)
        {
            throw new InstallationMismatchException(
                $"The store has no identity file, and lacks the bytes of {missing} of the {rows.Count} attachments that were checked: it is another folder or bucket.");
        }

        await CompareBlobsAsync(cancellationToken);
    }

    private async Task CompareBlobsAsync(CancellationToken cancellationToken)
    {
        var (seen, unknown) = (0, 0);
        await foreach (var entry in blobs.ListAsync(cancellationToken))
        {
            if (entry is not { State: BlobListingEntryKind.Complete, Key: { } key }) continue;
            if (!await BlobOwnerLookup.AnyAsync(database, key, cancellationToken)) unknown++;
            if (++seen == Size) break;
        }

        if (unknown <= MaxUnknown || unknown * 2 <= seen) return;
        throw new InstallationMismatchException(
            $"The store has no identity file, and the database does not know {unknown} of the {seen} blobs that were checked: it is another or an older database.");
    }

    // Starts at a random key, or at the first one if too few rows follow.
    private async Task<List<(BlobKey Key, long Size)>> RowsAsync(CancellationToken cancellationToken)
    {
        var rows = await ListAsync(BlobKey.New().Value, cancellationToken);
        return rows.Count == Size ? rows : await ListAsync("", cancellationToken);
    }

    private ValueTask<List<(BlobKey Key, long Size)>> ListAsync(string after, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => AttachmentTable.ListSizesAsync(session, after, Size, token), cancellationToken);
}
