using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>
/// Compares the rows of the database with the blobs in the store, and reports the differences. Examples are missing or wrong blobs, blobs without a row, and
/// left-over files.
/// </summary>
/// <remarks>These are not reported:
/// <list type="bullet">
/// <item>A rendition whose attachment is listed in the table <c>removals</c>, because the removal will erase the rendition.</item>
/// <item>A rendition whose blob is missing, because the server makes such a rendition again.</item>
/// <item>Bytes of unfinished uploads (<see cref="BlobListingEntryKind.Partial"/>), and staged files that are younger than <paramref name="uploadTime"/>.</item>
/// </list>
/// </remarks>
/// <param name="database">The database with the rows.</param>
/// <param name="blobs">The store with the blobs.</param>
/// <param name="uploadTime">How long a staged file may belong to an upload that still runs, by the clock of the store. Zero if no server runs.</param>
/// <param name="clock">Measures the pause before the second look at blobs without a row. By default, this is the clock of the machine.</param>
public sealed class DatabaseStoreComparison(Database database, IBlobStore blobs, TimeSpan uploadTime = default, TimeProvider? clock = null)
{
    /// <summary>Number of blobs without a row that get a second look. Until then, each takes some 300 bytes of memory. All others are reported at once.</summary>
    public const int MaxSuspects = 1000;

    private const int PageSize = 1000;

    // An upload publishes its blob a moment before it commits the row, and a deletion deletes the row a moment before it erases the blob.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);

    /// <summary>Checks all rows and all blobs and reports each difference. With <paramref name="readBytes"/> it reads every blob and compares its
    /// SHA-256.</summary>
    /// <param name="report">Called with each difference when it is found.</param>
    /// <param name="readBytes">Whether to read every blob instead of asking only for its size.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <param name="progress">Called with the numbers of rows and blobs that were checked so far.</param>
    /// <returns>The numbers of rows, blobs and differences.</returns>
    public async Task<DatabaseStoreComparisonResult> RunAsync(Action<string> report, bool readBytes, CancellationToken cancellationToken, Action<long, long>? progress = null)
    {
        var (rows, faults) = await VerifyRowsAsync(report, readBytes, progress, cancellationToken);
        faults += await VerifyRenditionsAsync(report, cancellationToken);
        var (stored, leftOver, inProgress) = await VerifyBlobsAsync(report, blobs => progress?.Invoke(rows, blobs), cancellationToken);
        return new DatabaseStoreComparisonResult(rows, stored, faults, leftOver, inProgress);
    }

    private async Task<(long Rows, long Faults)> VerifyRowsAsync(Action<string> report, bool readBytes, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        long rows = 0, faults = 0;
        var after = "";
        while (true)
        {
            var start = after;
            var page = await database.ReadAsync(
                (session, token) => AttachmentTable.ListAsync(session, start, PageSize, token), cancellationToken);
            foreach (var row in page)
            {
                rows++;
                progress?.Invoke(rows, 0);
                if (await FaultOfAsync(row, readBytes, cancellationToken) is not { } fault) continue;
                faults++;
                report($"{fault}: {row.Key} (app {row.AppId}, {row.Size} bytes)");
            }

            if (page.Count < PageSize) return (rows, faults);
            after = page[^1].Key.Value;
        }
    }

    private async Task<string?> FaultOfAsync(AttachmentRow row, bool readBytes, CancellationToken cancellationToken)
    {
        var length = await blobs.LengthAsync(row.Key, cancellationToken);
        if (length == row.Size && !readBytes) return null;
        await using var blob = length == row.Size ? await blobs.OpenAsync(row.Key, 0, row.Size, cancellationToken) : null;
        if (blob is not null) return (await BlobHasher.OfAsync(blob, cancellationToken)).AsSpan().SequenceEqual(row.Sha256) ? null : "wrong hash";
        if (!await IsStillThereAsync(row, cancellationToken)) return null;
        return length is null || length == row.Size ? "missing blob" : $"wrong size, {length} bytes";
    }

    // The server may be running: an attachment that was removed after its page was read is not a fault.
    private async Task<bool> IsStillThereAsync(AttachmentRow row, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => AttachmentTable.OwnsAsync(session, row.Key, token), cancellationToken);

    // Nobody would ever erase the blobs of such a rendition: its row keeps the orphan scan away.
    private async Task<long> VerifyRenditionsAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var faults = 0L;
        var after = "";
        while (true)
        {
            var start = after;
            var (last, stray) = await database.ReadAsync((session, token) => StrayAsync(session, start, token), cancellationToken);
            foreach (var original in stray) report($"rendition without an attachment: {original}");
            faults += stray.Count;
            if (last is null) return faults;
            after = last.Value.Value;
        }
    }

    private static async ValueTask<(BlobKey? Last, List<BlobKey> Stray)> StrayAsync(DatabaseSession session, string after, CancellationToken cancellationToken)
    {
        var stray = new List<BlobKey>();
        var originals = await RenditionTable.ListOriginalsAsync(session, after, PageSize, cancellationToken);
        foreach (var original in originals)
        {
            if (await AttachmentTable.OwnsAsync(session, original, cancellationToken) || await RemovalTable.OwnsAsync(session, original, cancellationToken)) continue;
            // The server may be running: a removal that has ended meanwhile took the rows along.
            if ((await RenditionTable.ListAsync(session, original, cancellationToken)).Count > 0) stray.Add(original);
        }

        return (originals.Count < PageSize ? null : originals[^1], stray);
    }

    private async Task<(long Stored, long LeftOver, long InProgress)> VerifyBlobsAsync(Action<string> report, Action<long> progress, CancellationToken cancellationToken)
    {
        long stored = 0, leftOver = 0, inProgress = 0;
        var suspects = new List<BlobListingEntry>();
        DateTimeOffset? oldest = null;
        await foreach (var entry in blobs.ListAsync(cancellationToken))
        {
            if (entry.State == BlobListingEntryKind.Partial) continue;
            if (entry.State == BlobListingEntryKind.Complete) progress(++stored);
            if (entry.State == BlobListingEntryKind.Staged && uploadTime > TimeSpan.Zero && entry.ModifiedAt > await OldestAsync()) inProgress++;
            else if (await IsExplainedAsync(entry, cancellationToken)) continue;
            else if (entry.State == BlobListingEntryKind.Complete && suspects.Count < MaxSuspects) suspects.Add(entry);
            else Report(entry);
        }

        if (suspects.Count > 0) await Task.Delay(SecondLook, clock ?? TimeProvider.System, cancellationToken);
        foreach (var entry in suspects)
        {
            if (!await IsExplainedAsync(entry, cancellationToken) && await blobs.LengthAsync(entry.Key!.Value, cancellationToken) is not null) Report(entry);
        }

        return (stored, leftOver, inProgress);

        // On a disk, the clock is read from a new file. Where nothing is staged, the comparison writes nothing.
        async ValueTask<DateTimeOffset> OldestAsync() => oldest ??= await blobs.NowAsync(cancellationToken) - uploadTime;

        void Report(BlobListingEntry entry)
        {
            leftOver++;
            report($"{NameOf(entry.State)}: {entry.Name} ({entry.Length} bytes)");
        }
    }

    private static string NameOf(BlobListingEntryKind state) => state switch
    {
        BlobListingEntryKind.Complete => "blob without a row",
        BlobListingEntryKind.Staged => "staged file",
        _ => "foreign file",
    };

    private ValueTask<bool> IsExplainedAsync(BlobListingEntry entry, CancellationToken cancellationToken) =>
        entry is not { State: BlobListingEntryKind.Complete, Key: { } key }
            ? new(false)
            : BlobOwnerLookup.AnyAsync(database, key, cancellationToken);
}
