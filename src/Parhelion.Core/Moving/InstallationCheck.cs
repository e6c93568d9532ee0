using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Checks that a database and a blob store belong together. The store bears a mark (<see cref="StoreMark"/>) with the id of its installation and a
/// watermark. The database must have that id, and its watermark must not be less: one that is older, empty or another's does not know what the blobs
/// in the store are. docs/decisions/0012-the-mark-of-the-store.md says why.</summary>
public sealed class InstallationCheck(Database database, IBlobStore blobs)
{
    // Nodes that start or work at the same moment change both sides while they are read.
    private const int MostReads = 10;

    /// <summary>Checks, writes nothing, and returns what both sides say.</summary>
    /// <exception cref="InstallationMismatchException">They do not belong together.</exception>
    public async Task<InstallationFindings> RunAsync(CancellationToken cancellationToken)
    {
        var findings = await ReadAsync(cancellationToken);
        // Nobody serves a copy that is not whole; whoever asks for it says so.
        if (findings.Database.CopyRun is not null) return findings;
        if (findings.Mark is { } mark) CompareWith(mark, findings);
        else if (findings.Owner is null && !await HasRowsAsync(cancellationToken)) await RequireNoBlobsAsync(cancellationToken);
        else await new BlobSample(database, blobs).CompareAsync(cancellationToken);
        return findings;
    }

    /// <summary>The same for a server that works, whose store has its mark: throws unless id and watermark are right.</summary>
    /// <returns>The mark.</returns>
    /// <exception cref="InstallationMismatchException">The database or the store was exchanged.</exception>
    public async Task<StoreMark> RequireMarkAsync(CancellationToken cancellationToken)
    {
        var findings = await ReadAsync(cancellationToken);
        if (findings.Mark is not { } mark) throw new InstallationMismatchException("The blob store has lost the mark of its installation.");
        CompareWith(mark, findings);
        return mark;
    }

    /// <summary>Compares what a database says with the mark of a store, if that has one, before the database is opened for writing.</summary>
    /// <exception cref="InstallationMismatchException">They do not belong together.</exception>
    public static async Task CompareAsync(InstallationRecord database, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (database.CopyRun is not null || await ReadMarkAsync(blobs, cancellationToken) is not { } mark) return;
        CompareWith(mark, new InstallationFindings(database, mark));
    }

    /// <summary>Throws when a store belongs to an installation already, or holds blobs. For a database that has yet to be made.</summary>
    /// <exception cref="InstallationMismatchException">It does.</exception>
    public static async Task RequireNewStoreAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (await ReadMarkAsync(blobs, cancellationToken) is { } mark) throw Missing($"belong to installation {mark.Owner}");
        await RequireNoBlobsAsync(blobs, cancellationToken);
    }

    private Task RequireNoBlobsAsync(CancellationToken cancellationToken) => RequireNoBlobsAsync(blobs, cancellationToken);

    private static async Task RequireNoBlobsAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        await foreach (var entry in blobs.Quarantine.ListAsync(cancellationToken)) throw Missing($"are there already, such as {Mask(entry)}");
        await foreach (var entry in blobs.ListAsync(cancellationToken))
        {
            if (entry.State == StoredBlobState.Whole) throw Missing($"are there already, such as {Mask(entry)}");
        }
    }

    private static InstallationMismatchException Missing(string what) =>
        new($"The blobs in the store {what}, and the database is missing, empty or new: it knows none of them.");

    // The name of a blob is the secret of its URL.
    private static string Mask(StoredBlob entry) => $"{entry.Name[..^16]}…";

    private static void CompareWith(StoreMark mark, InstallationFindings findings)
    {
        if (findings.Owner is null) throw Missing($"belong to installation {mark.Owner}");
        if (mark.Owner != findings.Owner)
        {
            throw new InstallationMismatchException($"The blobs in the store belong to installation {mark.Owner}, and the database to installation {findings.Owner}.");
        }

        if (mark.Watermark <= findings.Database.Watermark) return;
        throw new InstallationMismatchException(
            $"The database is older than the blobs in the store (its watermark is {findings.Database.Watermark}, that of the store {mark.Watermark}): it is a copy from an earlier time, or its log (-wal) is missing or damaged.");
    }

    // The watermark of the store never overtakes that of the database. Seen between two equal readings of the database, it belongs to them.
    private async Task<InstallationFindings> ReadAsync(CancellationToken cancellationToken)
    {
        var before = await database.ReadAsync(InstallationTable.ReadAsync, cancellationToken);
        for (var reads = 1; ; reads++)
        {
            var mark = await ReadMarkAsync(blobs, cancellationToken);
            var after = await database.ReadAsync(InstallationTable.ReadAsync, cancellationToken);
            if (before == after || reads == MostReads) return new InstallationFindings(after, mark);
            before = after;
        }
    }

    private static async ValueTask<StoreMark?> ReadMarkAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        try
        {
            return await blobs.Mark.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new InstallationMismatchException($"The mark of the blob store cannot be read, so that nobody knows whose blobs these are: {e.Message}");
        }
    }

    private async Task<bool> HasRowsAsync(CancellationToken cancellationToken) =>
        (await database.ReadAsync((session, token) => AttachmentTable.ListAsync(session, "", 1, token), cancellationToken)).Count > 0;
}

/// <summary>What the two sides of an installation say.</summary>
/// <param name="Database">The database.</param>
/// <param name="Mark">The store; <c>null</c> when it has no mark.</param>
public sealed record InstallationFindings(InstallationRecord Database, StoreMark? Mark)
{
    /// <summary>The owner that the mark of the store must name; <c>null</c> for a database that was never served.</summary>
    public string? Owner => Database.Id ?? (Database.CopyOf is { } source ? StoreMark.CopyOwner(source) : null);
}
