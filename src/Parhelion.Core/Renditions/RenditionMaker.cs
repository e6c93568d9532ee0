using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Renditions;

/// <summary>Makes renditions (preview pictures) of one attachment, and stores their blobs and rows.</summary>
/// <remarks>
/// <para>The order of the steps ensures that the removal of a deleted attachment erases its renditions as well:</para>
/// <list type="number">
/// <item>One transaction inserts the rows of the renditions with a lease, which gives this node one minute (<see cref="LeaseTime"/>) to make them.</item>
/// <item>The renderer makes the pictures, and the store writes their blobs.</item>
/// <item>One transaction completes the rows, if the attachment is still live and the lease has not ended. Otherwise the maker itself erases the blobs that it
/// has written.</item>
/// </list>
/// <para>The removal therefore finds a row for each blob. While an incomplete row has a lease, the removal waits.</para>
/// <para>After a crash, the rows and perhaps the blobs remain. When the lease is over, the next attempt erases such a blob, and then replaces its row.</para>
/// </remarks>
internal sealed class RenditionMaker(Database database, IBlobStore blobs, IRenderer renderer, TimeProvider clock, RenditionMetrics? metrics)
{
    /// <summary>How long a node may take to make the renditions of one attachment: one minute.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(1);

    // The rest of the lease is for the last transaction.
    private static readonly TimeSpan WorkTime = TimeSpan.FromSeconds(50);

    /// <summary>Raised after the rendition of a deleted attachment was erased, for which its removal may wait.</summary>
    public event Action? Abandoned;

    /// <summary>Makes the renditions that do not exist yet.</summary>
    /// <param name="source">The attachment.</param>
    /// <param name="targets">The renditions.</param>
    /// <param name="cancellationToken">Ends the work. Nothing of it remains.</param>
    /// <exception cref="IOException">The renderer or the store failed. Another attempt may succeed.</exception>
    public async Task<RenditionOutcome> MakeAsync(RenditionSource source, IReadOnlyList<RenditionSpec> targets, CancellationToken cancellationToken)
    {
        var (outcome, claimed) = await ClaimAsync(source, targets, cancellationToken);
        if (outcome is { } known) return known;
        using var activity = Tracing.Start("make renditions");
        var begun = Stopwatch.GetTimestamp();
        var written = new List<BlobWriteResult>();
        var isComplete = false;
        try
        {
            // Real time: a test that moves the clock must not end the work.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(WorkTime);
            var result = await RenderAsync(source, [.. claimed.Select(row => targets.Single(target => IdOf(target) == row.Id))], limit.Token);
            foreach (var (row, picture) in claimed.Zip(result.Pictures)) written.Add(await WriteAsync(row.Key, picture.Bytes, limit.Token));
            isComplete = await CompleteAsync(source, claimed, result, written);
        }
        catch (CannotRenderException)
        {
            await RememberImpossibleAsync(source, claimed);
            isComplete = true;
            metrics?.Impossible();
            return RenditionOutcome.Impossible;
        }
        catch (IOException)
        {
            // A removal that did not wait has erased the original, or what is written of a picture.
            if (await database.ReadAsync((session, token) => AttachmentTable.FindAsync(session, source.Key, token), CancellationToken.None) is not null) throw;
        }
        catch (CommitInDoubtException)
        {
            // The rows may be complete now. If they are not, they are replaced after the lease.
            isComplete = true;
            throw;
        }
        finally
        {
            if (!isComplete) await AbandonAsync(source, claimed, written);
        }

        if (isComplete) metrics?.Made(claimed.Count, Stopwatch.GetElapsedTime(begun));
        return isComplete ? RenditionOutcome.Made : RenditionOutcome.Gone;
    }

    /// <summary>Returns the name and the format of a target.</summary>
    public static RenditionId IdOf(RenditionSpec target) => new(target.Name, RenditionId.Formats[(int)target.Format]);

    // Inserts the rows of the renditions to make. A row that is in the way is deleted, after its blob was erased.
    private async Task<(RenditionOutcome? Outcome, IReadOnlyList<RenditionRow> Rows)> ClaimAsync(
        RenditionSource source, IReadOnlyList<RenditionSpec> targets, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync((session, token) => RenditionTable.ListAsync(session, source.Key, token), cancellationToken);
        var now = clock.GetUtcNow();
        HashSet<BlobKey> outdated = [.. known.Where(row => targets.Any(target => IdOf(target) == row.Id && IsOutdated(row, target, now))).Select(row => row.Key)];
        if (outdated.Count > 0) await EraseAsync(outdated);
        return await database.WriteAsync<(RenditionOutcome?, IReadOnlyList<RenditionRow>)>(
            async session =>
            {
                if (await AttachmentTable.FindAsync(session, source.Key, default) is null) return (RenditionOutcome.Gone, []);
                if (await RenditionStateTable.FindAsync(session, source.Key, default) is { Length: 0 }) return (RenditionOutcome.Impossible, []);
                var present = await RenditionTable.ListAsync(session, source.Key, default);
                var missing = targets.Where(target => !present.Exists(row => IsReady(row, target))).ToList();
                if (missing.Count == 0) return (RenditionOutcome.Made, []);
                var replaced = present.Where(row => missing.Exists(target => IdOf(target) == row.Id)).ToList();
                if (replaced.Exists(row => !outdated.Contains(row.Key))) return (RenditionOutcome.Elsewhere, []);
                foreach (var row in replaced) await RenditionTable.DeleteAsync(session, row.Key);
                var until = clock.GetUtcNow() + LeaseTime;
                var rows = missing.ConvertAll(
                    target => new RenditionRow { Key = BlobKey.New(), Original = source.Key, Id = IdOf(target), MaxSide = target.MaxSide, LeaseUntil = until });
                foreach (var row in rows) await RenditionTable.InsertAsync(session, row);
                return (null, rows);
            },
            cancellationToken);
    }

    private static bool IsReady(RenditionRow row, RenditionSpec target) => row.Id == IdOf(target) && row.MadeAt is not null && row.MaxSide == target.MaxSide;

    // Made with another setting, or by a node that has crashed.
    private static bool IsOutdated(RenditionRow row, RenditionSpec target, DateTimeOffset now) =>
        row.MadeAt is null ? row.LeaseUntil <= now : row.MaxSide != target.MaxSide;

    private async Task EraseAsync(IReadOnlyCollection<BlobKey> keys)
    {
        foreach (var failure in await blobs.DeleteAsync([.. keys], CancellationToken.None)) throw new IOException("An outdated rendition could not be erased.", failure.Fault);
    }

    private async Task<RenderingResult> RenderAsync(RenditionSource source, IReadOnlyList<RenditionSpec> targets, CancellationToken cancellationToken)
    {
        await using var blob = await blobs.OpenAsync(source.Key, 0, source.Size, cancellationToken);
        if (blob is null || blob.Length != source.Size) throw new FileNotFoundException("The bytes of the attachment are missing or incomplete.");
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pipe = new Pipe();
        var filling = BlobHasher.FillAsync(blob, pipe.Writer, reading.Token);
        try
        {
            await using var content = pipe.Reader.AsStream();
            return await renderer.RenderAsync(source.MediaType, content, source.Size, targets, cancellationToken);
        }
        finally
        {
            // A renderer that gives up does not read the file to its end.
            await reading.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await filling;
        }
    }

    private async Task<BlobWriteResult> WriteAsync(BlobKey key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await blobs.WriteAsync(key, PipeReader.Create(new ReadOnlySequence<byte>(bytes)), check: null, cancellationToken);

    private Task<bool> CompleteAsync(RenditionSource source, IReadOnlyList<RenditionRow> rows, RenderingResult result, List<BlobWriteResult> written) => database.WriteAsync(
        async session =>
        {
            var now = clock.GetUtcNow();
            if (await AttachmentTable.FindAsync(session, source.Key, default) is null) return false;
            var present = await RenditionTable.ListAsync(session, source.Key, default);
            if (!rows.All(row => present.Exists(found => found.Key == row.Key && found.LeaseUntil > now))) return false;
            for (var i = 0; i < rows.Count; i++)
            {
                var (picture, write) = (result.Pictures[i], written[i]);
                await RenditionTable.FinishAsync(session, rows[i].Key, picture.Width, picture.Height, write.Length, now);
                if (write.LateFor > TimeSpan.Zero) await LateWriteTable.InsertAsync(session, rows[i].Key, now + write.LateFor);
            }

            await RenditionStateTable.RecordAsync(session, source.Key, result.Placeholder);
            return true;
        },
        CancellationToken.None);

    // Nothing was written.
    private async Task RememberImpossibleAsync(RenditionSource source, IReadOnlyList<RenditionRow> rows)
    {
        await database.WriteAsync(
            async session =>
            {
                foreach (var row in rows) await RenditionTable.DeleteAsync(session, row.Key);
                await RenditionStateTable.RecordAsync(session, source.Key, ReadOnlyMemory<byte>.Empty);
                await RemovalTable.HastenAsync(session, source.Key, clock.GetUtcNow());
                return true;
            },
            CancellationToken.None);
        Abandoned?.Invoke();
    }

    private async Task AbandonAsync(RenditionSource source, IReadOnlyList<RenditionRow> rows, List<BlobWriteResult> written)
    {
        // The rows name what cannot be erased now. Another attempt, or the removal of the attachment, erases it after the lease.
        if ((await blobs.DeleteAsync([.. rows.Select(row => row.Key)], CancellationToken.None)).Count > 0) return;
        await database.DeleteAsync(
            async session =>
            {
                var now = clock.GetUtcNow();
                for (var i = 0; i < rows.Count; i++)
                {
                    // A duplicate of the write may restore the blob until then.
                    if (i < written.Count && written[i].LateFor > TimeSpan.Zero) await RenditionTable.ExtendAsync(session, rows[i].Key, now + written[i].LateFor);
                    else await RenditionTable.DeleteAsync(session, rows[i].Key);
                }

                await RemovalTable.HastenAsync(session, source.Key, now);
                return true;
            },
            CancellationToken.None);
        Abandoned?.Invoke();
    }
}
