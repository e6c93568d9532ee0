using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Installations;

/// <summary>
/// Checks that a database and a blob store belong together. If the check fails, the database is empty, older than the store, or part of another installation.
/// Such a database does not know all blobs in the store. The reasons for the check are in docs/decisions/0012-the-mark-of-the-store.md.
/// </summary>
/// <remarks><list type="bullet">
/// <item>If the store has an identity file (<see cref="StoreIdentity"/>), the file must name the installation of the database. A server raises the watermark
/// in the database first, and in the file after that, so the watermark of the file must not be higher.</item>
/// <item>If the store has no identity file, and the database has neither an installation id nor attachments, the store must have no blobs.</item>
/// <item>If the store has no identity file, and the database has an installation id or attachments, <see cref="InstallationMatchSampleCheck"/> compares
/// samples.</item>
/// <item>An incomplete copy of a database is not compared, because a server never serves it.</item>
/// </list></remarks>
public sealed class InstallationMatchCheck(Database database, IBlobStore blobs)
{
    // Nodes that start or work at the same time change both sides during the comparison. Then it is repeated.
    private const int MaxReads = 10;

    /// <summary>Compares the database and the store without writing, and returns the identities that it compared. The schema may have any version that this
    /// Parhelion knows, or be missing.</summary>
    /// <exception cref="InstallationMismatchException">The database and the store do not belong together.</exception>
    public async Task<DatabaseAndStoreIdentity> RunAsync(CancellationToken cancellationToken)
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
                // Another node may have created the installation during the comparison.
                var after = await database.ReadAsync(DatabaseIdentity.ReadAsync, cancellationToken);
                if (reads == MaxReads || findings.IsOf(after)) throw;
            }
        }
    }

    /// <summary>Checks a running server, whose store must have an identity file. The installation ids must match, and the watermark of the store must not be
    /// higher than that of the database.</summary>
    /// <returns>The content of the identity file.</returns>
    /// <exception cref="InstallationMismatchException">The database or the store was exchanged.</exception>
    public async Task<StoreIdentity> RequireIdentityAsync(CancellationToken cancellationToken)
    {
        var findings = await ReadAsync(cancellationToken);
        if (findings.Identity is not { } mark) throw new InstallationMismatchException("The blob store has lost its identity file.");
        CompareWith(mark, findings);
        return mark;
    }

    /// <summary>Compares the state of a database with a store, before the database is opened for writing. If Parhelion has never used the database, the store
    /// must have neither an identity file nor blobs.</summary>
    /// <exception cref="InstallationMismatchException">The database and the store do not belong together.</exception>
    public static async Task CompareAsync(DatabaseIdentity state, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var findings = new DatabaseAndStoreIdentity(state.Version, state.Installation, await ReadMarkAsync(blobs, cancellationToken));
        if (findings.Database.CopyRun is not null) return;
        if (findings.Identity is { } mark) CompareWith(mark, findings);
        else if (findings.Version == 0) await RequireNoBlobsAsync(blobs, cancellationToken);
    }

    /// <summary>Throws when a store has an identity file or blobs already. For a database that does not exist yet.</summary>
    /// <exception cref="InstallationMismatchException">The store is not new.</exception>
    public static Task RequireNewStoreAsync(IBlobStore blobs, CancellationToken cancellationToken) =>
        CompareAsync(new DatabaseIdentity(0, InstallationValues.Empty, null), blobs, cancellationToken);

    private async Task CompareAsync(DatabaseAndStoreIdentity findings, CancellationToken cancellationToken)
    {
        // An incomplete copy is never served; InstallationIdAssignment.EnsureAsync reports it.
        if (findings.Database.CopyRun is not null) return;
        if (findings.Identity is { } mark) CompareWith(mark, findings);
        else if (findings.Owner is null && !await HasRowsAsync(findings, cancellationToken)) await RequireNoBlobsAsync(blobs, cancellationToken);
        else await new InstallationMatchSampleCheck(database, blobs).CompareAsync(cancellationToken);
    }

    private static async Task RequireNoBlobsAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        await foreach (var entry in blobs.Quarantine.ListAsync(cancellationToken)) throw Missing($"The store already has blobs, such as {Mask(entry)}");
        await foreach (var entry in blobs.ListAsync(cancellationToken))
        {
            if (entry.State == BlobListingEntryKind.Complete) throw Missing($"The store already has blobs, such as {Mask(entry)}");
        }
    }

    private static InstallationMismatchException Missing(string finding) =>
        new($"{finding}, but the database is missing, empty or new and has no rows for them.");

    // Hides most of the name, because the name of a blob is the secret part of its URL.
    private static string Mask(BlobListingEntry entry) => $"{entry.Name[..^16]}…";

    private static void CompareWith(StoreIdentity mark, DatabaseAndStoreIdentity findings)
    {
        if (findings.Owner is null) throw Missing($"The blobs in the store belong to installation {mark.Owner}");
        if (!findings.Owns(mark))
        {
            throw new InstallationMismatchException($"The blobs in the store belong to installation {mark.Owner}, but the database belongs to installation {findings.Owner}.");
        }

        if (mark.Watermark <= findings.Database.Watermark) return;
        throw new InstallationMismatchException(
            $"The database is older than the blobs in the store (the watermark of the database is {findings.Database.Watermark}, that of the store is {mark.Watermark}): the database is an older copy, or its log (-wal) is missing or damaged.");
    }

    // An identity file that was read between two equal readings of the database belongs to them, because its watermark is never ahead.
    private async Task<DatabaseAndStoreIdentity> ReadAsync(CancellationToken cancellationToken)
    {
        var before = await database.ReadAsync(DatabaseIdentity.ReadAsync, cancellationToken);
        for (var reads = 1; ; reads++)
        {
            var mark = await ReadMarkAsync(blobs, cancellationToken);
            var after = await database.ReadAsync(DatabaseIdentity.ReadAsync, cancellationToken);
            var findings = new DatabaseAndStoreIdentity(after.Version, after.Installation, mark);
            if (findings.IsOf(before) || reads == MaxReads) return findings;
            before = after;
        }
    }

    private static async ValueTask<StoreIdentity?> ReadMarkAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        try
        {
            return await blobs.IdentityFile.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new InstallationMismatchException($"The identity file of the blob store cannot be read, so it is unknown which installation the blobs belong to: {e.Message}");
        }
    }

    private async Task<bool> HasRowsAsync(DatabaseAndStoreIdentity findings, CancellationToken cancellationToken) =>
        findings.Version > 0 && (await database.ReadAsync((session, token) => AttachmentTable.ListSizesAsync(session, "", 1, token), cancellationToken)).Count > 0;
}
