using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>Checks that a database and a blob store belong together. The store bears a mark (<see cref="StoreIdentity"/>) with the id of its installation and a
/// watermark. The database must have that id, and its watermark must not be less: one that is older, empty or another's does not know what the blobs
/// in the store are. docs/decisions/0012-the-mark-of-the-store.md says why.</summary>
public sealed class InstallationCheck(Database database, IBlobStore blobs)
{
    // Nodes that start or work at the same moment change both sides while they are read.
    private const int MostReads = 10;

    /// <summary>Checks, writes nothing, and returns what both sides say. The schema may be of any version that this Parhelion knows, or missing.</summary>
    /// <exception cref="InstallationMismatchException">They do not belong together.</exception>
    public async Task<InstallationCheckResult> RunAsync(CancellationToken cancellationToken)
    {
        for (var reads = 1; ; reads++)
        {
            var findings = await ReadAsync(cancellationToken);
            try
            {
                await CompareAsync(findings, cancellationToken);
                return findings;
            }
            catch (InstallationMismatchException)
            {
                // Another node may have made the installation while this one compared.
                var after = await database.ReadAsync(DatabaseState.ReadAsync, cancellationToken);
                if (reads == MostReads || findings.IsOf(after)) throw;
            }
        }
    }

    /// <summary>The same for a server that works, whose store has its mark: throws unless id and watermark are right.</summary>
    /// <returns>The mark.</returns>
    /// <exception cref="InstallationMismatchException">The database or the store was exchanged.</exception>
    public async Task<StoreIdentity> RequireMarkAsync(CancellationToken cancellationToken)
    {
        var findings = await ReadAsync(cancellationToken);
        if (findings.Mark is not { } mark) throw new InstallationMismatchException("The blob store has lost the mark of its installation.");
        CompareWith(mark, findings);
        return mark;
    }

    /// <summary>Compares what a database says with its store, before the database is opened for writing: with the mark, if the store has one. Beside a database
    /// that no Parhelion has used there must be neither mark nor blobs.</summary>
    /// <exception cref="InstallationMismatchException">They do not belong together.</exception>
    public static async Task CompareAsync(DatabaseState state, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var findings = new InstallationCheckResult(state.Version, state.Installation, await ReadMarkAsync(blobs, cancellationToken));
        if (findings.Database.CopyRun is not null) return;
        if (findings.Mark is { } mark) CompareWith(mark, findings);
        else if (findings.Version == 0) await RequireNoBlobsAsync(blobs, cancellationToken);
    }

    /// <summary>Throws when a store belongs to an installation already, or holds blobs. For a database that has yet to be made.</summary>
    /// <exception cref="InstallationMismatchException">It does.</exception>
    public static Task RequireNewStoreAsync(IBlobStore blobs, CancellationToken cancellationToken) =>
        CompareAsync(new DatabaseState(0, InstallationRecord.Empty, null), blobs, cancellationToken);

    private async Task CompareAsync(InstallationCheckResult findings, CancellationToken cancellationToken)
    {
        // Nobody serves a copy that is not whole; whoever asks for it says so.
        if (findings.Database.CopyRun is not null) return;
        if (findings.Mark is { } mark) CompareWith(mark, findings);
        else if (findings.Owner is null && !await HasRowsAsync(findings, cancellationToken)) await RequireNoBlobsAsync(blobs, cancellationToken);
        else await new StoreSampleCheck(database, blobs).CompareAsync(cancellationToken);
    }

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

    private static void CompareWith(StoreIdentity mark, InstallationCheckResult findings)
    {
        if (findings.Owner is null) throw Missing($"belong to installation {mark.Owner}");
        if (!findings.Owns(mark))
        {
            throw new InstallationMismatchException($"The blobs in the store belong to installation {mark.Owner}, and the database to installation {findings.Owner}.");
        }

        if (mark.Watermark <= findings.Database.Watermark) return;
        throw new InstallationMismatchException(
            $"The database is older than the blobs in the store (its watermark is {findings.Database.Watermark}, that of the store {mark.Watermark}): it is a copy from an earlier time, or its log (-wal) is missing or damaged.");
    }

    // The watermark of the store never overtakes that of the database. Seen between two equal readings of the database, it belongs to them.
    private async Task<InstallationCheckResult> ReadAsync(CancellationToken cancellationToken)
    {
        var before = await database.ReadAsync(DatabaseState.ReadAsync, cancellationToken);
        for (var reads = 1; ; reads++)
        {
            var mark = await ReadMarkAsync(blobs, cancellationToken);
            var after = await database.ReadAsync(DatabaseState.ReadAsync, cancellationToken);
            var findings = new InstallationCheckResult(after.Version, after.Installation, mark);
            if (findings.IsOf(before) || reads == MostReads) return findings;
            before = after;
        }
    }

    private static async ValueTask<StoreIdentity?> ReadMarkAsync(IBlobStore blobs, CancellationToken cancellationToken)
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

    private async Task<bool> HasRowsAsync(InstallationCheckResult findings, CancellationToken cancellationToken) =>
        findings.Version > 0 && (await database.ReadAsync((session, token) => AttachmentTable.ListSizesAsync(session, "", 1, token), cancellationToken)).Count > 0;
}

/// <summary>What the two sides of an installation say.</summary>
/// <param name="Version">The version of the schema; 0: no Parhelion has used the database.</param>
/// <param name="Database">The database.</param>
/// <param name="Mark">The store; <c>null</c> when it has no mark.</param>
public sealed record InstallationCheckResult(long Version, InstallationRecord Database, StoreIdentity? Mark)
{
    /// <summary>The owner that the mark of the store must name; <c>null</c> for a database that was never served.</summary>
    public string? Owner => Database.Id ?? CopyOwner;

    // Until the store of a copy that is served has its new mark, the database says both.
    private string? CopyOwner => Database.CopyOf is { } source ? StoreIdentity.CopyOwner(source) : null;

    /// <summary>Whether a mark is that of the database.</summary>
    internal bool Owns(StoreIdentity mark) => mark.Owner == Owner || mark.Owner == CopyOwner;

    /// <summary>Whether the database still says the same.</summary>
    internal bool IsOf(DatabaseState state) => (Version, Database) == (state.Version, state.Installation);
}
