using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;

namespace Parhelion.Core.Moving;

/// <summary>Copies an installation from its data directory to a <see cref="BackupFolder"/>, even while a server uses the installation. The backup contains the
/// database as it was at one moment, and the blobs of all attachments in that database. Another run into the same folder updates the backup, or resumes an
/// interrupted run.</summary>
/// <remarks>The copy of the database differs from the original in two ways. If an attachment is deleted before its blob is copied, the attachment is deleted
/// from the copy as well. The rows of resumable uploads and of renditions are deleted from the copy, because their bytes are not copied.</remarks>
/// <param name="database">The database in <paramref name="source"/>.</param>
/// <param name="source">The data directory.</param>
/// <param name="target">The folder of the backup. Nobody else may write to it.</param>
/// <param name="clock">Provides the time.</param>
public sealed class BackupWriter(SqliteDatabase database, string source, BackupFolder target, TimeProvider clock)
{
    private readonly DataDirectoryBlobCopyCounts blobs = new();
    private long faults;

    /// <summary>Makes or updates the backup.</summary>
    /// <param name="secrets">Called to copy the files with secrets.</param>
    /// <param name="report">Called with each fault.</param>
    /// <param name="verifies">Whether to read and hash every blob of the backup at the end.</param>
    /// <param name="cancellationToken">Stops the run. Another run can resume it.</param>
    /// <exception cref="BackupException">The folder must not be written to, or the installation cannot be copied.</exception>
    public async Task<BackupResult> RunAsync(Action secrets, Action<string> report, bool verifies, CancellationToken cancellationToken)
    {
        var present = await database.ReadAsync(InstallationTable.ReadAsync, cancellationToken);
        if (present.Id is not { } id) throw new BackupException("No server was ever started with this database, so there is nothing to back up. Start the server once.");
        await target.ClaimAsync(id, cancellationToken);
        var staged = target.Database + ".new";
        DeleteDatabase(staged);
        await database.CopyToAsync(staged, cancellationToken);
        var watermark = await CopyBlobsAsync(staged, report, cancellationToken);
        DeleteDatabase(target.Database);
        File.Move(staged, target.Database);
        secrets();
        using (var store = new DiskBlobStore(target.Root, Durability.Full)) await store.IdentityFile.WriteAsync(new StoreIdentity(id, watermark), cancellationToken);
        var result = await VerifyAsync(report, verifies, cancellationToken);
        if (result.Faults == 0) target.Write(new BackupLabel(id, IsComplete: true, watermark));
        return result;
    }

    private async Task<long> CopyBlobsAsync(string staged, Action<string> report, CancellationToken cancellationToken)
    {
        long watermark;
        await using (var copy = new SqliteDatabase(staged, Durability.Full, clock))
        {
            await ForgetAsync(copy, cancellationToken);
            using var files = new DataDirectoryBlobCopy(source, target.Root, blobs);
            await files.CopyAsync(copy, row => RecordMissingAsync(copy, row, report), cancellationToken);
            await files.EraseOthersAsync(copy, cancellationToken);
            watermark = (await copy.ReadAsync(InstallationTable.ReadAsync, cancellationToken)).Watermark;
        }

        // SQLite has flushed its own changes, but not the copy that VACUUM INTO made.
        using var file = File.OpenHandle(staged, FileMode.Open, FileAccess.ReadWrite);
        DiskFlush.File(file, "the copy of the database");
        return watermark;
    }

    // A backup does not have the bytes of unfinished uploads and of renditions. After a restore clients begin the uploads again, and the server makes the
    // renditions again.
    private static async Task ForgetAsync(SqliteDatabase copy, CancellationToken cancellationToken)
    {
        const int Batch = 1000;
        while (await copy.DeleteAsync(session => ResumableUploadTable.DeleteAnyAsync(session, Batch), cancellationToken) == Batch)
        {
        }

        while (await copy.DeleteAsync(session => RenditionTable.DeleteAnyAsync(session, Batch), cancellationToken) == Batch)
        {
        }
    }

    // A removal deletes the row before the bytes. If the bytes are missing and the row still exists in the source, the blob is lost.
    private async Task RecordMissingAsync(SqliteDatabase copy, AttachmentRow row, Action<string> report)
    {
        if (await database.ReadAsync((session, token) => AttachmentTable.OwnsAsync(session, row.Key, token), CancellationToken.None))
        {
            faults++;
            report($"missing blob or wrong size: {row.Key} (app {row.AppId}, {row.Size} bytes)");
            return;
        }

        await RemovalReplay.RemoveAsync(copy, row, null, clock);
    }

    private async Task<BackupResult> VerifyAsync(Action<string> report, bool verifies, CancellationToken cancellationToken)
    {
        await using var copy = new SqliteDatabase(target.Database, Durability.Full, clock);
        var damage = await copy.FindDamageAsync(cancellationToken);
        foreach (var finding in damage) report($"damaged database: {finding}");
        using var store = new DiskBlobStore(target.Root, Durability.Full);
        var result = await new DatabaseStoreComparison(copy, store).RunAsync(report, verifies, cancellationToken);
        return new BackupResult(result.Rows, blobs, Math.Max(faults, result.Faults) + damage.Count);
    }

    private static void DeleteDatabase(string file)
    {
        foreach (var suffix in (string[])["-wal", "-shm", ""]) File.Delete(file + suffix);
    }
}
