using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Scanning;

/// <summary>
/// Scans the stored files of all attachments for malware, even while a server is running. An interrupted scan continues where it stopped. If the scan began
/// seven days ago or earlier (<see cref="LongestPause"/>), a new scan begins instead.
/// </summary>
/// <remarks>
/// Attachments are scanned in the order of their keys, which are random. The scan may leave out an attachment that is uploaded during the scan, because the
/// server has scanned this upload. The database stores the progress of the scan.
/// </remarks>
/// <param name="database">The database.</param>
/// <param name="blobs">The files.</param>
/// <param name="hashes">The list of refused hashes.</param>
/// <param name="scanner">The scanner; <c>null</c>: only the hashes are compared, and no file is read.</param>
/// <param name="clock">Supplies the time of the start.</param>
public sealed class StoredFileScan(Database database, IBlobStore blobs, RefusedHashes hashes, MalwareScanner? scanner, TimeProvider clock)
{
    /// <summary>How many attachments are scanned before the state is stored. So many are scanned again after an interruption.</summary>
    public const int PageSize = 100;

    /// <summary>After this time an interrupted scan begins anew: files that were scanned before may be malware by newer signatures.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromDays(7);

    private const string StateName = "scan";

    /// <summary>Returns where an interrupted scan goes on, or the state of a new scan.</summary>
    public async Task<StoredFileScanProgress> LoadAsync(CancellationToken cancellationToken)
    {
        var text = await database.ReadAsync((session, token) => InstallationTable.FindAsync(session, StateName, token), cancellationToken);
        var now = clock.GetUtcNow();
        return StoredFileScanProgress.TryParse(text) is { } state && now - state.StartedAt < LongestPause ? state : new StoredFileScanProgress(now, "", 0, 0, 0, 0);
    }

    /// <summary>Scans all attachments after <see cref="StoredFileScanProgress.After"/>.</summary>
    /// <param name="state">Where to begin.</param>
    /// <param name="found">Called with each finding, for several of them at a time.</param>
    /// <param name="progress">Called after each page, with the new state, which is stored by then.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <returns>The state at the end.</returns>
    /// <exception cref="ScanFailedException">clamd cannot be reached any more.</exception>
    public async Task<StoredFileScanProgress> RunAsync(
        StoredFileScanProgress state, Func<StoredFileScanFinding, Task> found, Action<StoredFileScanProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(progress);
        while (true)
        {
            var after = state.After;
            var page = await database.ReadAsync((session, token) => AttachmentTable.ListAsync(session, after, PageSize, token), cancellationToken);
            if (page.Count > 0) state = await ScanAsync(state, page, found, cancellationToken);
            var isOver = page.Count < PageSize;
            await SaveAsync(isOver ? null : state);
            progress(state);
            if (isOver) return state;
        }
    }

    private async Task<StoredFileScanProgress> ScanAsync(StoredFileScanProgress state, List<AttachmentRow> page, Func<StoredFileScanFinding, Task> found, CancellationToken cancellationToken)
    {
        long malware = 0, unscanned = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = scanner?.Options.Connections ?? 1, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(page, options, async (row, token) =>
        {
            if (await ScanAsync(row, token) is not { } finding) return;
            if (finding.Signature is null) Interlocked.Increment(ref unscanned);
            else Interlocked.Increment(ref malware);
            await found(finding);
        });
        return state with
        {
            After = page[^1].Key.Value,
            Files = state.Files + page.Count,
            Bytes = state.Bytes + page.Sum(row => row.Size),
            Found = state.Found + malware,
            Unscanned = state.Unscanned + unscanned,
        };
    }

    private async Task<StoredFileScanFinding?> ScanAsync(AttachmentRow row, CancellationToken cancellationToken)
    {
        if (hashes.Contains(row.Sha256)) return new StoredFileScanFinding(row, RefusedHashes.Signature, null);
        if (scanner is null) return null;
        if (row.Size > scanner.Options.MaxBytes) return new StoredFileScanFinding(row, null, "it is larger than Antivirus:MaxBytes");
        try
        {
            return await ScanAsync(scanner, row, cancellationToken) is { } signature ? new StoredFileScanFinding(row, signature, null) : null;
        }
        catch (ScanFailedException e)
        {
            // The cause may be this file alone.
            await RequireClamdAsync(scanner, cancellationToken);
            return new StoredFileScanFinding(row, null, e.Message);
        }
        catch (FileNotFoundException)
        {
            // The server may have removed it meanwhile.
            var isRemoved = !await database.ReadAsync((session, token) => AttachmentTable.OwnsAsync(session, row.Key, token), cancellationToken);
            return isRemoved ? null : new StoredFileScanFinding(row, null, "its bytes are missing");
        }
    }

    private async Task<string?> ScanAsync(MalwareScanner clamd, AttachmentRow row, CancellationToken cancellationToken)
    {
        await using var blob = await blobs.OpenAsync(row.Key, 0, row.Size, cancellationToken) ?? throw new FileNotFoundException();
        var pipe = new Pipe();
        var filling = BlobHasher.FillAsync(blob, pipe.Writer, cancellationToken);
        try
        {
            return await clamd.ScanAsync(pipe.Reader, cancellationToken);
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await filling;
        }
    }

    private static async Task RequireClamdAsync(MalwareScanner clamd, CancellationToken cancellationToken)
    {
        try
        {
            await clamd.PingAsync(cancellationToken).WaitAsync(clamd.Options.TimeLimit, cancellationToken);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            throw e as ScanFailedException ?? new ScanFailedException(e.Message, e);
        }
    }

    // Not cancelled: what was reported must not be reported again.
    private Task<bool> SaveAsync(StoredFileScanProgress? state) => database.WriteAsync(
        async session =>
        {
            if (state is null) await InstallationTable.DeleteAsync(session, StateName);
            else await InstallationTable.SetAsync(session, StateName, state.ToString());
            return true;
        },
        CancellationToken.None);
}
