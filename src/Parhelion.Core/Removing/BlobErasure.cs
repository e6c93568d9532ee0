using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>Drains the removals ledger: tells the caches and erases each blob, then forgets its key and leaves the receipt to <see cref="ReceiptStamping"/>.
/// At least once and idempotent: a crash between the two does again what is done. What fails is tried again later and later, in a line of its own (<see cref="RemovalAttempt"/>). Nodes that
/// share a database take what is due from each other; what a node took and did not finish is anybody's after <see cref="ClaimTime"/>.</summary>
public sealed class BlobErasure(Database database, IBlobStore blobs, ICachePurger cachePurger, ReceiptStamping receiptStamping, TimeProvider clock)
{
    /// <summary>Most entries of one batch.</summary>
    public const int BatchSize = 500;

    /// <summary>Caches are told at once, and for the last time when this has passed since the deletion: an answer that was under way, or that
    /// another node gave before it heard of the deletion, has reached them by then.</summary>
    public static readonly TimeSpan LastTelling = TimeSpan.FromSeconds(10);

    // Nearly every answer that was under way has reached a cache after a second, and need not be shown for ten.
    private static readonly TimeSpan SecondTelling = TimeSpan.FromSeconds(1);

    /// <summary>How long what one node works on is left alone by the others.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FrequentRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    // A cache keeps nothing for longer, so until then it is worth asking often.
    private static readonly TimeSpan LongestCopy = TimeSpan.FromMinutes(15);

    /// <summary>Works on what is due in a line, in one batch.</summary>
    public async Task<BlobErasureResult> RunAsync(RemovalAttempt line, CancellationToken cancellationToken)
    {
        var due = await TakeAsync(line, cancellationToken);
        if (due.Count == 0) return new BlobErasureResult([], 0, More: false);

        var begun = clock.GetUtcNow();
        var late = await database.ReadAsync((session, token) => LateWriteTable.FindAsync(session, due.Select(entry => entry.Key), begun, token), cancellationToken);
        var telling = cachePurger.PurgeAsync([.. due.Select(entry => new PurgeRequest(entry.Key, entry.Path))], line == RemovalAttempt.Again, cancellationToken);
        var erasing = blobs.DeleteAsync([.. due.Where(entry => !entry.IsErased).Select(entry => entry.Key)], cancellationToken).AsTask();
        await Task.WhenAll(telling, erasing);
        var (untold, kept) = (KeysOf(await telling), await erasing);

        await CloseAsync(due, begun, new Unfinished(untold, KeysOf(kept), late), cancellationToken);
        return new BlobErasureResult(kept, untold.Count, due.Count == BatchSize);
    }

    /// <summary>How long until something is due in a line; <c>null</c> when nothing is open in it.</summary>
    public async Task<TimeSpan?> NextAsync(RemovalAttempt line, CancellationToken cancellationToken)
    {
        var next = await database.ReadAsync((session, token) => RemovalTable.NextDueAsync(session, line, token), cancellationToken);
        if (next is not { } due) return null;
        var wait = due - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    // A node that has the database to itself need not write down what it takes.
    private async ValueTask<List<DueRemoval>> TakeAsync(RemovalAttempt line, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.IsShared
            ? await database.WriteAsync(session => RemovalTable.ClaimAsync(session, line, now, now + ClaimTime, BatchSize), cancellationToken)
            : await database.ReadAsync((session, token) => RemovalTable.DueAsync(session, line, now, BatchSize, token), cancellationToken);
    }

    private Task CloseAsync(List<DueRemoval> due, DateTimeOffset begun, Unfinished unfinished, CancellationToken cancellationToken) =>
        receiptStamping.CloseAsync(
            async session =>
            {
                var now = clock.GetUtcNow();
                foreach (var entry in due)
                {
                    var isKept = unfinished.Kept.Contains(entry.Key);
                    var isLate = unfinished.Late.TryGetValue(entry.Key, out var until);
                    var done = isKept || isLate || entry.IsErased ? default : receiptStamping.Of(now, isPurged: false);
                    if (isKept || unfinished.Untold.Contains(entry.Key))
                    {
                        await RemovalTable.PostponeAsync(session, entry.Id, now + RetryAfter(entry, now), entry.Attempts + 1, done);
                    }
                    else if (cachePurger.Any && begun < entry.RequestedAt + LastTelling)
                    {
                        var next = begun < entry.RequestedAt + SecondTelling ? SecondTelling : LastTelling;
                        await RemovalTable.PostponeAsync(session, entry.Id, entry.RequestedAt + next, entry.Attempts, done);
                    }
                    else if (isLate)
                    {
                        // A copy of the upload may have brought it back by then.
                        await RemovalTable.PostponeAsync(session, entry.Id, until, entry.Attempts, done);
                    }
                    else
                    {
                        // Without a path it has left when there was no cache: not all of today's could be told of it.
                        await RemovalTable.CloseAsync(session, entry.Id, receiptStamping.Of(now, cachePurger.Any && entry.Path is not null));
                    }
                }

                return true;
            },
            cancellationToken);

    private static HashSet<BlobKey> KeysOf(IReadOnlyList<BlobFault> faults) => [.. faults.Select(fault => fault.Key)];

    private static TimeSpan RetryAfter(DueRemoval entry, DateTimeOffset now)
    {
        var longest = now - entry.RequestedAt < LongestCopy ? FrequentRetry : LongestRetry;
        var wait = FirstRetry * Math.Pow(2, Math.Min(entry.Attempts, 20));
        return wait < longest ? wait : longest;
    }

    /// <summary>What is left to do of a batch.</summary>
    /// <param name="Untold">Not every cache has confirmed them.</param>
    /// <param name="Kept">They could not be erased.</param>
    /// <param name="Late">They were erased and may come back, until a time.</param>
    private sealed record Unfinished(HashSet<BlobKey> Untold, HashSet<BlobKey> Kept, Dictionary<BlobKey, DateTimeOffset> Late);
}

/// <summary>What one batch did not do.</summary>
/// <param name="Kept">Blobs that could not be erased, and why.</param>
/// <param name="Untold">Entries that not every cache has confirmed.</param>
/// <param name="More">Whether another batch is likely to be due at once.</param>
public sealed record BlobErasureResult(IReadOnlyList<BlobFault> Kept, int Untold, bool More);
