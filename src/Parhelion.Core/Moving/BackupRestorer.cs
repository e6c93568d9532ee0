using Microsoft.Data.Sqlite;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;

namespace Parhelion.Core.Moving;

/// <summary>
/// Restores an installation from a <see cref="BackupFolder"/> into a data directory. A previous database in the directory is kept under another name.
/// Attachments that were deleted after the backup stay deleted, if the table <c>removals</c> of the previous database lists them.
/// </summary>
/// <remarks>Blobs without a row in the restored database are moved into the quarantine. An interrupted run can be repeated.</remarks>
/// <param name="backup">The backup. The restore only reads the backup.</param>
/// <param name="target">The data directory. No server may use it.</param>
/// <param name="clock">Provides the time.</param>
public sealed class BackupRestorer(BackupFolder backup, string target, TimeProvider clock)
{
    private readonly string database = Path.Combine(target, "parhelion.db");
    private readonly DataDirectoryBlobCopyCounts blobs = new();
    private long removed;

    // This file exists only when the restored database is complete.
    private string Ready => database + ".restored";

    /// <summary>Restores the backup.</summary>
    /// <param name="isPresentUsable">Whether the existing database can be opened, to find out which attachments were deleted since the backup.</param>
    /// <param name="secrets">Called to copy the files with secrets.</param>
    /// <param name="cancellationToken">Stops the run. Another run can resume it.</param>
    /// <exception cref="BackupException">The backup is incomplete, or the data directory must not be written to.</exception>
    public async Task<RestoreResult> RunAsync(bool isPresentUsable, Action secrets, CancellationToken cancellationToken)
    {
        if (backup.Read() is not { IsComplete: true } label)
        {
            throw new BackupException($"'{backup.Root}' does not contain a complete backup; run 'backup' until it ends without faults.");
        }

        using var store = new DiskBlobStore(target, Durability.Full);
        await CheckTargetAsync(store, label, isPresentUsable, cancellationToken);
        // If only the restored database exists, a run was interrupted before it had renamed that one.
        if (File.Exists(database) || !File.Exists(Ready)) await PrepareAsync(store, label, isPresentUsable, cancellationToken);
        secrets();
        var replaced = Exchange();
        await using var restored = new SqliteDatabase(database, Durability.Full, clock);
        var record = await restored.ReadAsync(InstallationTable.ReadAsync, cancellationToken);
        await store.IdentityFile.WriteAsync(new StoreIdentity(record.Id!, record.Watermark), cancellationToken);
        return new RestoreResult(blobs, removed, await TakeOthersAsync(restored, store, cancellationToken), replaced);
    }

    private async Task CheckTargetAsync(DiskBlobStore store, BackupLabel label, bool isPresentUsable, CancellationToken cancellationToken)
    {
        var owner = (await store.IdentityFile.ReadAsync(cancellationToken))?.Owner;
        if (isPresentUsable) owner = (await SqliteIdentityReader.ReadAsync(database, cancellationToken)).Installation.Id ?? owner;
        if (owner is null || owner == label.Installation) return;
        throw new BackupException($"'{target}' contains installation {owner}, but the backup is of installation {label.Installation}. Restore it into an empty folder.");
    }

    private async Task PrepareAsync(DiskBlobStore store, BackupLabel label, bool isPresentUsable, CancellationToken cancellationToken)
    {
        var staged = database + ".restoring";
        foreach (var suffix in (string[])["-wal", "-shm", ""]) File.Delete(staged + suffix);
        File.Copy(backup.Database, staged);
        var least = Math.Max((await store.IdentityFile.ReadAsync(cancellationToken))?.Watermark ?? 0, label.Watermark) + 1;
        await using (var copy = Open(staged))
        {
            await CheckAsync(copy, label, cancellationToken);
            await copy.MigrateAsync(cancellationToken);
            if (isPresentUsable) await KeepRemovalsAsync(copy, cancellationToken);
            if (isPresentUsable) await EraseRenditionsAsync(store, cancellationToken);
            using var files = new DataDirectoryBlobCopy(backup.Root, target, blobs);
            await files.CopyAsync(copy, row => throw new BackupException($"The backup lacks the bytes of {row.Key}. Run 'backup' again with its folder, or restore another backup."), cancellationToken);
            await copy.RaiseWatermarkAsync(least, cancellationToken);
        }

        using (var file = File.OpenHandle(staged, FileMode.Open, FileAccess.ReadWrite)) DiskFlush.File(file, "the restored database");
        File.Move(staged, Ready, overwrite: true);
        DiskFlush.Folder(target);
    }

    // A damaged backup must not replace the existing database.
    private async Task CheckAsync(SqliteDatabase copy, BackupLabel label, CancellationToken cancellationToken)
    {
        DatabaseIdentity state;
        try
        {
            state = await copy.ReadAsync(DatabaseIdentity.ReadAsync, cancellationToken);
        }
        catch (SqliteException e) when (SqliteDatabase.IsDamage(e))
        {
            throw Damaged(e.Message);
        }

        Migrations.RequireKnown(state.Version);
        if (state.Installation.Id != label.Installation) throw new BackupException($"The database of the backup in '{backup.Root}' does not belong to installation {label.Installation}; restore another backup.");
        if (await copy.FindDamageAsync(cancellationToken) is [var damage, ..]) throw Damaged(damage);
    }

    private SqliteDatabase Open(string staged)
    {
        try
        {
            return new SqliteDatabase(staged, Durability.Full, clock);
        }
        catch (SqliteException e) when (SqliteDatabase.IsDamage(e))
        {
            throw Damaged(e.Message);
        }
    }

    private BackupException Damaged(string damage) =>
        new($"The database of the backup in '{backup.Root}' is damaged: {damage.Split('\n')[0].TrimEnd('.')}; restore another backup.");

    // Only a row in the table removals proves a deletion. A missing attachment row does not.
    private async Task KeepRemovalsAsync(SqliteDatabase copy, CancellationToken cancellationToken)
    {
        await using var present = new SqliteDatabase(database, Durability.Full, clock);
        await present.MigrateAsync(cancellationToken);
        for (var after = ""; ;)
        {
            var start = after;
            var page = await copy.ReadAsync((session, token) => AttachmentTable.ListAsync(session, start, 1000, token), cancellationToken);
            foreach (var row in page)
            {
                if (await FindRemovalAsync(present, row, cancellationToken) is not { } receipt) continue;
                await RemovalReplay.RemoveAsync(copy, row, receipt, clock);
                removed++;
            }

            if (page.Count < 1000) return;
            after = page[^1].Key.Value;
        }
    }

    // The restored database does not know them, so a deletion of their attachments could not erase them. If the restore fails, they are made again.
    private async Task EraseRenditionsAsync(DiskBlobStore store, CancellationToken cancellationToken)
    {
        const int Page = 1000;
        await using var present = new SqliteDatabase(database, Durability.Full, clock);
        for (var after = ""; ;)
        {
            var start = after;
            var keys = await present.ReadAsync((session, token) => RenditionTable.ListKeysAsync(session, start, Page, token), cancellationToken);
            foreach (var failure in await store.DeleteAsync(keys, cancellationToken)) throw new IOException("A rendition could not be erased.", failure.Fault);
            if (keys.Count < Page) return;
            after = keys[^1].Value;
        }
    }

    private static async Task<RemovalReceiptRow?> FindRemovalAsync(SqliteDatabase present, AttachmentRow row, CancellationToken cancellationToken)
    {
        var first = new PageRequest("", Backwards: false, Size: 1);
        var receipts = await present.ReadAsync(
            (session, token) => RemovalTable.ListOfMediaAsync(session, row.AppId, ReceiptReader.HashOf(row.Path), first, token), cancellationToken);
        return receipts.FirstOrDefault();
    }

    // Renames the log as well: otherwise SQLite would apply it to the restored database.
    private string? Exchange()
    {
        string? kept = null;
        if (File.Exists(database))
        {
            kept = $"{database}.replaced-{ObjectId.New(clock)}";
            foreach (var suffix in (string[])["-wal", ""])
            {
                if (File.Exists(database + suffix)) File.Move(database + suffix, kept + suffix);
            }
        }

        File.Delete(database + "-wal");
        File.Delete(database + "-shm");
        File.Move(Ready, database);
        DiskFlush.Folder(target);
        return kept;
    }

    private static async Task<long> TakeOthersAsync(SqliteDatabase restored, DiskBlobStore store, CancellationToken cancellationToken)
    {
        var scan = new OrphanScan(restored, store, new Uploading.InFlightUploadRegistry(), new OrphanScanOptions { MinAge = TimeSpan.FromDays(-1), QuarantineTime = TimeSpan.FromDays(3650) });
        long taken = 0;
        OrphanScanResult result;
        do
        {
            result = await scan.RunAsync(takesAny: true, cancellationToken);
            taken += result.Quarantined;
        }
        while (result.HasMore);
        return taken;
    }
}
