using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>Drains the removals ledger: erases each blob, then stamps the receipt. At least once and idempotent: a crash between the two
/// erases again what is not there any more. What fails is tried again later and later.</summary>
public sealed class Sweep(Database database, IBlobStore blobs, TimeProvider clock)
{
    /// <summary>Most blobs of one batch.</summary>
    public const int BatchSize = 500;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    /// <summary>Erases what is due, in one batch.</summary>
    public async Task<SweepResult> RunAsync(CancellationToken cancellationToken)
    {
        var due = await database.ReadAsync(
            (session, token) => RemovalTable.DueAsync(session, clock.GetUtcNow(), BatchSize, token), cancellationToken);
        if (due.Count == 0) return new SweepResult(0, [], More: false);

        var failures = new List<Exception>();
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var removal in due)
        {
            try
            {
                await blobs.DeleteAsync(removal.Key, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed.Add(removal.Id);
                failures.Add(e);
            }
        }

        await StampAsync(due, failed, cancellationToken);
        return new SweepResult(due.Count - failed.Count, failures, due.Count == BatchSize);
    }

    /// <summary>How long until something is due; <c>null</c> when the ledger is drained.</summary>
    public async Task<TimeSpan?> NextAsync(CancellationToken cancellationToken)
    {
        var next = await database.ReadAsync(RemovalTable.NextDueAsync, cancellationToken);
        if (next is not { } due) return null;
        var wait = due - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private Task<bool> StampAsync(List<DueRemoval> due, HashSet<string> failed, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var now = clock.GetUtcNow();
                foreach (var removal in due)
                {
                    if (failed.Contains(removal.Id)) await RemovalTable.PostponeAsync(session, removal.Id, now + RetryAfter(removal.Attempts));
                    else await RemovalTable.EraseAsync(session, removal.Id, now);
                }

                return true;
            },
            cancellationToken);

    private static TimeSpan RetryAfter(long attempts)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(attempts, 20));
        return wait < LongestRetry ? wait : LongestRetry;
    }
}

/// <summary>What one batch did.</summary>
/// <param name="Erased">Blobs erased.</param>
/// <param name="Failures">Why others were not.</param>
/// <param name="More">Whether another batch is likely to be due at once.</param>
public sealed record SweepResult(int Erased, IReadOnlyList<Exception> Failures, bool More);
