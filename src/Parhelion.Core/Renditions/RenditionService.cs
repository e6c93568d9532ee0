using System.Diagnostics.CodeAnalysis;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Readiness;
using Parhelion.Core.Telemetry;
using Parhelion.Protocol;

namespace Parhelion.Core.Renditions;

/// <summary>Finds the renditions (preview pictures) of attachments, and makes the missing ones. A rendition is made at the first request, or in advance from a
/// queue in the database. It is made only once, even if several requests or nodes need it at the same time.</summary>
public sealed class RenditionService : IReadinessEntryProvider, IDisposable
{
    /// <summary>The most requests of this node that wait for renditions. Further ones get status 503.</summary>
    public const int MaxWaiting = 256;

    /// <summary>The most attachments of this node whose renditions are being made, or wait for their turn.</summary>
    public const int MaxJobs = 256;

    /// <summary>How long a node reserves an attachment of the queue.</summary>
    private static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(2);

    // How often another node is looked at that makes the same rendition. Real time.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    // The last one is 40 minutes after the one before. After that, only a request tries again.
    private const int MaxAttempts = 10;

    private readonly Database database;
    private readonly IBlobStore blobs;
    private readonly RenditionRules rules;
    private readonly RenditionSettings options;
    private readonly TimeProvider clock;
    private readonly RenditionMetrics? metrics;
    private readonly RenditionMaker? maker;
    private readonly SemaphoreSlim slots;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<(BlobKey Key, RenditionId? Id), Task<RenditionOutcome>> jobs = [];
    private int waiting;
    private volatile bool isFailing;

    /// <summary>Creates the service.</summary>
    /// <param name="database">The rows.</param>
    /// <param name="blobs">The bytes.</param>
    /// <param name="rules">Say what can have renditions.</param>
    /// <param name="options">The settings.</param>
    /// <param name="clock">Supplies the times of rows.</param>
    /// <param name="metrics">Counts; <c>null</c>: nobody counts.</param>
    /// <param name="renderer">Makes the pictures; <c>null</c>: there is none.</param>
    public RenditionService(
        Database database, IBlobStore blobs, RenditionRules rules, RenditionSettings options, TimeProvider clock, RenditionMetrics? metrics = null, IRenderer? renderer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.database, this.blobs, this.rules, this.options, this.clock, this.metrics) = (database, blobs, rules, options, clock, metrics);
        slots = new SemaphoreSlim(options.Workers);
        if (renderer is null || !options.IsEnabled) return;
        maker = new RenditionMaker(database, blobs, renderer, clock, metrics);
        maker.Abandoned += () => Abandoned?.Invoke();
    }

    /// <summary>Raised after a rendition of a deleted attachment was erased, for which its removal may wait.</summary>
    public event Action? Abandoned;

    /// <summary>Raised when renditions could not be made because the renderer, the store or the database failed.</summary>
    public event Action<Exception>? Failed;

    /// <summary>Whether there is anything to do.</summary>
    public bool IsEnabled => maker is not null;

    /// <summary>Whether requests wait for renditions. Work of the queue lets them go first.</summary>
    public bool HasWaitingRequests => Volatile.Read(ref waiting) > 0;

    /// <summary>Finds a rendition of an attachment. If it does not exist yet, it is made, and the call waits at most <see cref="RenditionSettings.WaitTime"/>.</summary>
    /// <param name="source">The attachment.</param>
    /// <param name="id">Name and format. The name is one of <see cref="RenditionRules.Sizes"/>.</param>
    /// <param name="cancellationToken">Ends the wait, but not the work, which others may wait for.</param>
    /// <returns><c>null</c> if there can be none, or the attachment was deleted.</returns>
    /// <exception cref="ProblemException">Status 503: it is not made yet, or too many requests wait.</exception>
    public async Task<RenditionRow?> GetAsync(RenditionSource source, RenditionId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (maker is null || !rules.CanHave(source.MediaType)) return null;
        var (row, isImpossible) = await FindAsync(source.Key, id, cancellationToken);
        if (row is not null || isImpossible) return row;
        var outcome = await WaitAsync(source, id, cancellationToken);
        if (outcome is RenditionOutcome.Impossible or RenditionOutcome.Gone) return null;
        (row, _) = await FindAsync(source.Key, id, cancellationToken);
        return row ?? throw new ProblemException(Problems.RenditionNotReady);
    }

    /// <summary>Deletes a rendition whose bytes are missing from the store, so that it is made again.</summary>
    /// <param name="original">Key of the attachment.</param>
    /// <param name="key">Key of the rendition.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    public async Task ForgetAsync(BlobKey original, BlobKey key, CancellationToken cancellationToken)
    {
        // Its blob may be cut short, or in the quarantine.
        foreach (var failure in await blobs.DeleteAsync([key], cancellationToken)) throw new IOException("A rendition could not be erased.", failure.Fault);
        await database.DeleteAsync(
            async session =>
            {
                // The removal of a deleted attachment needs the row.
                if (await AttachmentTable.FindAsync(session, original, default) is not null) await RenditionTable.DeleteAsync(session, key);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Takes attachments from the queue that are due. Where nodes share a database, other nodes do not get them for two minutes.</summary>
    /// <returns>Keys of the attachments, and how many attempts have failed.</returns>
    public async Task<IReadOnlyList<(BlobKey Key, long Attempts)>> DequeueAsync(int limit, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.IsShared
            ? await database.WriteAsync(session => RenditionStateTable.ClaimAsync(session, now, now + ClaimTime, limit), cancellationToken)
            : await database.ReadAsync((session, token) => RenditionStateTable.DueAsync(session, now, limit, token), cancellationToken);
    }

    /// <summary>Returns the time until the next attachment of the queue is due; <c>null</c> if the queue is empty.</summary>
    public async Task<TimeSpan?> NextAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(RenditionStateTable.NextDueAsync, cancellationToken) is not { } due) return null;
        var wait = due - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>Makes the renditions of an attachment of the queue. If that fails, the attachment stays in the queue for a later attempt.</summary>
    public async Task MakeQueuedAsync(BlobKey key, long attempts, CancellationToken cancellationToken)
    {
        try
        {
            var row = await database.ReadAsync((session, token) => AttachmentTable.FindAsync(session, key, token), cancellationToken);
            if (row is not null && rules.CanHave(row.MediaType) && await MakeAsync(RenditionSource.Of(row), cancellationToken) is RenditionOutcome.Elsewhere) return;
            await ChangeAsync(session => RenditionStateTable.LeaveQueueAsync(session, key), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // RunAsync has reported the failure.
            var (isLast, due) = (attempts + 1 >= MaxAttempts, clock.GetUtcNow() + (FirstRetry * Math.Pow(2, attempts)));
            await ChangeAsync(
                session => isLast ? RenditionStateTable.LeaveQueueAsync(session, key) : RenditionStateTable.PostponeAsync(session, key, due, attempts + 1), cancellationToken);
        }
    }

    /// <summary>Ends all work. Nothing of what is unfinished remains.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        Task[] running;
        lock (jobs) running = [.. jobs.Values];
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public ReadinessEntry? Report() => maker is null ? null : isFailing
        ? new ReadinessEntry("renditions", ComponentReadiness.Warning, "Pictures of attachments cannot be made at the moment. The log has the cause.")
        : new ReadinessEntry("renditions", ComponentReadiness.Ok);

    /// <inheritdoc />
    public void Dispose()
    {
        stopping.Dispose();
        slots.Dispose();
    }

    private ValueTask<(RenditionRow? Row, bool IsImpossible)> FindAsync(BlobKey key, RenditionId id, CancellationToken cancellationToken) => database.ReadAsync<(RenditionRow?, bool)>(
        async (session, token) => await RenditionTable.FindAsync(session, key, id, token) is { MadeAt: not null } row && row.MaxSide == rules.Sizes[id.Name]
            ? (row, false)
            : (null, await RenditionStateTable.FindAsync(session, key, token) is { Length: 0 }),
        cancellationToken);

    private async Task<RenditionOutcome> WaitAsync(RenditionSource source, RenditionId id, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > MaxWaiting || !TryStart(source, id.Format == RenditionId.DefaultFormat ? null : id, out var job))
            {
                metrics?.Busy();
                throw new ProblemException(Problems.RenditionNotReady);
            }

            // Real time, as for network timeouts.
            return await job.WaitAsync(options.WaitTime, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            metrics?.TimedOut();
            throw new ProblemException(Problems.RenditionNotReady);
        }
        catch (Exception e) when (e is not (ProblemException or OperationCanceledException))
        {
            // RunAsync has reported the failure.
            throw new ProblemException(Problems.RenditionNotReady);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The server is stopping.
            throw new ProblemException(Problems.RenditionNotReady);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task<RenditionOutcome> MakeAsync(RenditionSource source, CancellationToken cancellationToken)
    {
        if (TryStart(source, null, out var job)) return await job.WaitAsync(cancellationToken);
        // Requests have started as many jobs as are allowed.
        await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        return RenditionOutcome.Elsewhere;
    }

    // One decoding makes all renditions of the default format. Renditions of the others are rare, and made one by one.
    private bool TryStart(RenditionSource source, RenditionId? id, [NotNullWhen(true)] out Task<RenditionOutcome>? job)
    {
        lock (jobs)
        {
            if (jobs.TryGetValue((source.Key, id), out job)) return true;
            if (jobs.Count >= MaxJobs || stopping.IsCancellationRequested) return false;
            RenditionSpec[] targets = id is { } single
                ? [new(single.Name, rules.Sizes[single.Name], (RenditionFormat)RenditionId.Formats.Index().First(format => format.Item == single.Format).Index)]
                : [.. rules.Sizes.Select(size => new RenditionSpec(size.Key, size.Value, RenditionFormat.Webp))];
            jobs[(source.Key, id)] = job = RunAsync(source, id, targets);
            return true;
        }
    }

    private async Task<RenditionOutcome> RunAsync(RenditionSource source, RenditionId? id, RenditionSpec[] targets)
    {
        // Releases the lock.
        await Task.Yield();
        try
        {
            var outcome = await MakeInTurnAsync(source, targets);
            while (outcome == RenditionOutcome.Elsewhere)
            {
                await Task.Delay(Pause, TimeProvider.System, stopping.Token);
                outcome = await MakeInTurnAsync(source, targets);
            }

            isFailing = false;
            return outcome;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            isFailing = true;
            metrics?.Failed();
            Failed?.Invoke(e);
            throw;
        }
        finally
        {
            End(source.Key, id);
        }
    }

    // Not in the finally block itself: the trimmer has taken the end of a lock out of one, and the published server stood still (ImageTests).
    private void End(BlobKey key, RenditionId? id)
    {
        lock (jobs) jobs.Remove((key, id));
    }

    private async Task<RenditionOutcome> MakeInTurnAsync(RenditionSource source, RenditionSpec[] targets)
    {
        await slots.WaitAsync(stopping.Token);
        try
        {
            return await maker!.MakeAsync(source, targets, stopping.Token);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task ChangeAsync(Func<DatabaseSession, ValueTask> change, CancellationToken cancellationToken) => await database.WriteAsync(
        async session =>
        {
            await change(session);
            return true;
        },
        cancellationToken);
}
