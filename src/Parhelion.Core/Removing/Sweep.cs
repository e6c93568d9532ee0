using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>Drains the removals ledger: tells the caches and erases each blob, then stamps the receipt. At least once and idempotent: a crash
/// between the two does again what is done. What fails is tried again later and later. Nodes that share a database take what is due from
/// each other; what a node took and did not finish is anybody's after <see cref="ClaimTime"/>.</summary>
public sealed class Sweep(Database database, IBlobStore blobs, ICaches caches, TimeProvider clock)
{
    /// <summary>Most entries of one batch.</summary>
    public const int BatchSize = 500;

    /// <summary>Caches are told at once, and for the last time when this has passed since the deletion: an answer that was under way, or that
    /// another node gave before it heard of the deletion, has reached them by then.</summary>
    public static readonly TimeSpan LastTelling = TimeSpan.FromSeconds(10);

    /// <summary>How long what one node works on is left alone by the others.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    /// <summary>Works on what is due, in one batch.</summary>
    public async Task<SweepResult> RunAsync(CancellationToken cancellationToken)
    {
        var due = await TakeAsync(cancellationToken);
        if (due.Count == 0) return new SweepResult(0, [], More: false);

        var telling = caches.PurgeAsync([.. due.Select(entry => new Purge(entry.Key, entry.Path))], cancellationToken);
        var erasing = blobs.DeleteAsync([.. due.Where(entry => entry.ErasedAt is null).Select(entry => entry.Key)], cancellationToken).AsTask();
        var (untold, kept) = (await telling, await erasing);

        await StampAsync(due, KeysOf(untold), KeysOf(kept), cancellationToken);
        return new SweepResult(due.Count - kept.Count, [.. kept.Concat(untold).Select(fault => fault.Fault)], due.Count == BatchSize);
    }

    /// <summary>How long until something is due; <c>null</c> when the ledger is drained.</summary>
    public async Task<TimeSpan?> NextAsync(CancellationToken cancellationToken)
    {
        var next = await database.ReadAsync(RemovalTable.NextDueAsync, cancellationToken);
        if (next is not { } due) return null;
        var wait = due - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    // A node that has the database to itself need not write down what it takes.
    private async ValueTask<List<DueRemoval>> TakeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.IsShared
            ? await database.WriteAsync(session => RemovalTable.ClaimAsync(session, now, now + ClaimTime, BatchSize), cancellationToken)
            : await database.ReadAsync((session, token) => RemovalTable.DueAsync(session, now, BatchSize, token), cancellationToken);
    }

    private Task<bool> StampAsync(List<DueRemoval> due, HashSet<BlobKey> untold, HashSet<BlobKey> kept, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var now = clock.GetUtcNow();
                foreach (var entry in due)
                {
                    var lastTelling = entry.RequestedAt + LastTelling;
                    var erasedAt = kept.Contains(entry.Key) ? (DateTimeOffset?)null : now;
                    if (erasedAt is null || untold.Contains(entry.Key))
                    {
                        await RemovalTable.PostponeAsync(session, entry.Id, now + RetryAfter(entry.Attempts), entry.Attempts + 1, erasedAt);
                    }
                    else if (caches.Any && now < lastTelling)
                    {
                        await RemovalTable.PostponeAsync(session, entry.Id, lastTelling, entry.Attempts, erasedAt);
                    }
                    else
                    {
                        await RemovalTable.CloseAsync(session, entry.Id, now, caches.Any);
                    }
                }

                return true;
            },
            cancellationToken);

    private static HashSet<BlobKey> KeysOf(IReadOnlyList<BlobFault> faults) => [.. faults.Select(fault => fault.Key)];

    private static TimeSpan RetryAfter(long attempts)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(attempts, 20));
        return wait < LongestRetry ? wait : LongestRetry;
    }
}

/// <summary>What one batch did.</summary>
/// <param name="Erased">Blobs erased.</param>
/// <param name="Failures">What was not done, and why.</param>
/// <param name="More">Whether another batch is likely to be due at once.</param>
public sealed record SweepResult(int Erased, IReadOnlyList<Exception> Failures, bool More);
