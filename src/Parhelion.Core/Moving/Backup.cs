using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;

namespace Parhelion.Core.Moving;

/// <summary>Copies an installation that is in one folder to a <see cref="BackupFolder"/>, while it is served or not. The copy is the database at one moment, with the
/// bytes of all its rows: what is removed before its bytes were copied is removed from the copy as well. A second run into the same folder brings it up to
/// date, and goes on where the first was interrupted.</summary>
/// <param name="database">The database, which must be that of <paramref name="source"/>.</param>
/// <param name="source">The data directory.</param>
/// <param name="target">The backup. Nobody else writes there.</param>
/// <param name="clock">Tells the time.</param>
public sealed class Backup(SqliteDatabase database, string source, BackupFolder target, TimeProvider clock)
{
    private readonly BlobFileCounts blobs = new();
    private long faults;

    /// <summary>Makes the backup.</summary>
    /// <param name="secrets">Copies the files with secrets.</param>
    /// <param name="report">Called with each fault.</param>
    /// <param name="verifies">Whether every blob of the backup is read and hashed at the end.</param>
    /// <param name="cancellationToken">Stops it; another run goes on.</param>
    /// <exception cref="BackupException">The folder must not be written to, or the installation cannot be copied.</exception>
    public async Task<BackupResult> RunAsync(Action secrets, Action<string> report, bool verifies, CancellationToken cancellationToken)
    {
        var present = await database.ReadAsync(InstallationTable.ReadAsync, cancellationToken);
        if (present.Id is not { } id) throw new BackupException("The database was never served: serve it once, then there is something to keep.");
        await target.ClaimAsync(id, cancellationToken);
        var staged = target.Database + ".new";
        DeleteDatabase(staged);
        await database.CopyToAsync(staged, cancellationToken);
        var watermark = await BringBlobsAsync(staged, report, cancellationToken);
        DeleteDatabase(target.Database);
        File.Move(staged, target.Database);
        secrets();
        await new DiskBlobStore(target.Root, Durability.Full).Mark.WriteAsync(new StoreIdentity(id, watermark), cancellationToken);
        var result = await VerifyAsync(report, verifies, cancellationToken);
        if (result.Faults == 0) target.Write(new BackupLabel(id, IsWhole: true, watermark));
        return result;
    }

    private async Task<long> BringBlobsAsync(string staged, Action<string> report, CancellationToken cancellationToken)
    {
        long watermark;
        await using (var copy = new SqliteDatabase(staged, Durability.Full, clock))
        {
            var files = new BlobFileCopy(source, target.Root, blobs);
            await files.BringAsync(copy, row => MissAsync(copy, row, report), cancellationToken);
            await files.EraseOthersAsync(copy, cancellationToken);
            watermark = (await copy.ReadAsync(InstallationTable.ReadAsync, cancellationToken)).Watermark;
        }

        // SQLite has flushed what it wrote; the copy itself was made without.
        using var file = File.OpenHandle(staged, FileMode.Open, FileAccess.ReadWrite);
        DiskFlush.File(file, "the copy of the database");
        return watermark;
    }

    // Row before bytes on the way out: what has no bytes any more has no row any more, unless it is lost.
    private async Task MissAsync(SqliteDatabase copy, AttachmentRow row, Action<string> report)
    {
        if (await database.ReadAsync((session, token) => AttachmentTable.OwnsAsync(session, row.Key, token), CancellationToken.None))
        {
            faults++;
            report($"missing blob or wrong size: {row.Key} (app {row.AppId}, {row.Size} bytes)");
            return;
        }

        await ConcurrentRemovals.RemoveAsync(copy, row, null, clock);
    }

    private async Task<BackupResult> VerifyAsync(Action<string> report, bool verifies, CancellationToken cancellationToken)
    {
        await using var copy = new SqliteDatabase(target.Database, Durability.Full, clock);
        var damage = await copy.FindDamageAsync(cancellationToken);
        foreach (var finding in damage) report($"damaged database: {finding}");
        var result = await new Verification(copy, new DiskBlobStore(target.Root, Durability.Full)).RunAsync(report, verifies, cancellationToken);
        return new BackupResult(result.Rows, blobs, Math.Max(faults, result.Faults) + damage.Count);
    }

    private static void DeleteDatabase(string file)
    {
        foreach (var suffix in (string[])["-wal", "-shm", ""]) File.Delete(file + suffix);
    }
}

/// <summary>What a backup holds.</summary>
/// <param name="Rows">Attachments.</param>
/// <param name="Blobs">What became of their blobs.</param>
/// <param name="Faults">Attachments whose bytes are missing or wrong, and other findings.</param>
public sealed record BackupResult(long Rows, BlobFileCounts Blobs, long Faults);
