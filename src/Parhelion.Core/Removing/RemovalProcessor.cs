using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Removing;

/// <summary>
/// Erases the blobs of deleted attachments, and purges the attachments from the caches in front of the server. Each open row of the table <c>removals</c>
/// stands for one deleted attachment.
/// </summary>
/// <remarks>
/// <para>Each step is idempotent, because it is repeated after a crash. A failed removal is retried at growing intervals. Failed removals have a separate queue
/// (<see cref="RemovalQueueKind.Retry"/>).</para>
/// <para>If several nodes share a database, a node claims a removal before it processes it. No other node processes a claimed removal until
/// <see cref="ClaimTime"/> has passed.</para>
/// <para>When an attachment is erased and purged, its key and path are deleted from the row. The row is then a receipt. <see cref="ReceiptTimestampWriter"/> adds the times
/// to the receipt.</para>
/// </remarks>
public sealed class RemovalProcessor(Database database, IBlobStore blobs, ICachePurger cachePurger, ReceiptTimestampWriter receiptStamping, TimeProvider clock, RemovalMetrics? metrics = null)
{
    /// <summary>Maximum number of removals in one batch: 500.</summary>
    public const int BatchSize = 500;

    /// <summary>Age of a removal at its last cache purge: 10 seconds. The first purge follows at once. By the last purge, every response that was in progress
    /// has reached the caches. This includes responses of a node that had not yet received the invalidation.</summary>
    public static readonly TimeSpan LastPurgeDelay = TimeSpan.FromSeconds(10);

    // After one second, nearly every response that was in progress has reached a cache. A purge then spares such copies from being served for ten
    // seconds.
    private static readonly TimeSpan SecondPurgeDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long a claimed removal is reserved for the node that claimed it.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FrequentRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    // No cache keeps a response for longer, so frequent retries are worthwhile until then.
    private static readonly TimeSpan LongestCopy = TimeSpan.FromMinutes(15);

    /// <summary>Processes one batch of the due removals in a queue.</summary>
    public async Task<RemovalBatchResult> RunAsync(RemovalQueueKind line, CancellationToken cancellationToken)
    {
        var due = await DequeueAsync(line, cancellationToken);
        if (due.Count == 0) return new RemovalBatchResult([], 0, More: false);

        using var activity = Tracing.Start("erase attachments");
        var begun = clock.GetUtcNow();
        var renditions = await RenditionsToRemove.ReadAsync(database, [.. due.Select(entry => entry.Key)], begun, cancellationToken);
        BlobKey[] toErase = [.. due.Where(entry => !entry.IsErased).Select(entry => entry.Key)];
        var telling = cachePurger.PurgeAsync([.. due.Select(entry => new PurgeRequest(entry.Key, renditions.PathsOf(entry)))], line == RemovalQueueKind.Retry, cancellationToken);
        var erasing = EraseAsync([.. toErase, .. toErase.SelectMany(renditions.KeysOf)], cancellationToken);
        await Task.WhenAll(telling, erasing);
        var (untold, kept) = (KeysOf(await telling), renditions.ByAttachment(await erasing));

        await CloseAsync(due, begun, new Unfinished(untold, KeysOf(kept), renditions), cancellationToken);
        metrics?.Erased(toErase.Length - kept.Count, kept.Count);
        return new RemovalBatchResult(kept, untold.Count, due.Count == BatchSize);
    }

    /// <summary>Returns the time until the next removal in a queue is due; <c>null</c> if the queue has no open removal.</summary>
    public async Task<TimeSpan?> NextAsync(RemovalQueueKind line, CancellationToken cancellationToken)
    {
        var next = await database.ReadAsync((session, token) => RemovalTable.NextDueAsync(session, line, token), cancellationToken);
        if (next is not { } due) return null;
        var wait = due - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    // A node that does not share its database need not record what it claims.
    private async ValueTask<List<DueRemoval>> DequeueAsync(RemovalQueueKind line, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.IsShared
            ? await database.WriteAsync(session => RemovalTable.ClaimAsync(session, line, now, now + ClaimTime, BatchSize), cancellationToken)
            : await database.ReadAsync((session, token) => RemovalTable.DueAsync(session, line, now, BatchSize, token), cancellationToken);
    }

    private async Task<IReadOnlyList<BlobRemovalFailure>> EraseAsync(BlobKey[] keys, CancellationToken cancellationToken)
    {
        using var activity = Tracing.Start("erase blobs");
        return await blobs.DeleteAsync(keys, cancellationToken);
    }

    private Task CloseAsync(List<DueRemoval> removals, DateTimeOffset begun, Unfinished unfinished, CancellationToken cancellationToken) =>
        receiptStamping.CloseAsync(
            async session =>
            {
                var now = clock.GetUtcNow();
                var (erased, purged, erasedKeys) = (new List<string>(), new List<string>(), new List<BlobKey>());
                foreach (var entry in removals)
                {
                    var isKept = unfinished.Kept.Contains(entry.Key);
                    var isLate = unfinished.Renditions.Late.TryGetValue(entry.Key, out var until);
                    if (!isKept && !isLate && !entry.IsErased) erasedKeys.Add(entry.Key);
                    var done = isKept || isLate || entry.IsErased ? default : receiptStamping.Of(now, isPurged: false);
                    if (isKept || unfinished.Unconfirmed.Contains(entry.Key))
                    {
                        await RemovalTable.PostponeAsync(session, entry.Id, now + RetryAfter(entry, now), entry.Attempts + 1, done);
                    }
                    else if (cachePurger.Any && begun < entry.RequestedAt + LastPurgeDelay)
                    {
                        var next = begun < entry.RequestedAt + SecondPurgeDelay ? SecondPurgeDelay : LastPurgeDelay;
                        await RemovalTable.PostponeAsync(session, entry.Id, entry.RequestedAt + next, entry.Attempts, done);
                    }
                    else if (isLate)
                    {
                        // A delayed copy of the upload, or a node that makes a rendition, may write a blob until then, so the blobs are erased once more.
                        var due = await unfinished.Renditions.HaveBeenAbandonedAsync(session, entry) ? now : until;
                        await RemovalTable.PostponeAsync(session, entry.Id, due, entry.Attempts, done);
                    }
                    else
                    {
                        // A removal without a path was recorded when no cache was configured. Its URL cannot be purged from today's caches.
                        await unfinished.Renditions.DeleteRowsAsync(session, entry);
                        (cachePurger.Any && entry.Path is not null ? purged : erased).Add(entry.Id);
                    }
                }

                await unfinished.Renditions.DeleteStatesAsync(session, erasedKeys);
                if (erased.Count > 0) await RemovalTable.CloseAsync(session, erased, receiptStamping.Of(now, isPurged: false));
                if (purged.Count > 0) await RemovalTable.CloseAsync(session, purged, receiptStamping.Of(now, isPurged: true));

                return true;
            },
            cancellationToken);

    private static HashSet<BlobKey> KeysOf(IReadOnlyList<BlobRemovalFailure> faults) => [.. faults.Select(fault => fault.Key)];

    private static TimeSpan RetryAfter(DueRemoval entry, DateTimeOffset now)
    {
        var longest = now - entry.RequestedAt < LongestCopy ? FrequentRetry : LongestRetry;
        var wait = FirstRetry * Math.Pow(2, Math.Min(entry.Attempts, 20));
        return wait < longest ? wait : longest;
    }

    /// <summary>Says which removals of a batch must stay open, because a blob was not erased or a cache was not purged.</summary>
    /// <param name="Unconfirmed">Blobs whose purge at least one cache has not confirmed.</param>
    /// <param name="Kept">Attachments whose blob, or the blob of one of their renditions, could not be erased.</param>
    /// <param name="Renditions">The renditions of all removals of the batch.</param>
    private sealed record Unfinished(HashSet<BlobKey> Unconfirmed, HashSet<BlobKey> Kept, RenditionsToRemove Renditions);
}
