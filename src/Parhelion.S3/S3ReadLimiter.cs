using System.Threading.RateLimiting;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>How many objects are read at once: a bound for all, and a quarter of it for one reader, so that neither the store nor its other readers and uploads
/// suffer from who asks for much. Whoever comes later waits in turn.</summary>
internal sealed class S3ReadLimiter : IDisposable
{
    /// <summary>How long an answer that has not begun waits for its turn. One that has begun waits for as long as its client does.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(100);

    private const int Shares = 4;

    // A few hundred bytes each. Requests have a bound of their own, which nearly always is lower.
    private const int MostWaiting = 10_000;

    private readonly ConcurrencyLimiter all;
    private readonly PartitionedRateLimiter<string> each;

    public S3ReadLimiter(int most)
    {
        all = new ConcurrencyLimiter(Options(most));
        each = PartitionedRateLimiter.Create<string, string>(reader => RateLimitPartition.GetConcurrencyLimiter(reader, _ => Options(Math.Max(most / Shares, 1))), StringComparer.Ordinal);
    }

    /// <summary>How long a client may take nothing before its reader has to give the turn back: a second, and less while others wait for it. To begin again
    /// costs the store a request.</summary>
    public TimeSpan PauseOf(string? reader) =>
        IsAwaited(all.GetStatistics()) || (reader is not null && IsAwaited(each.GetStatistics(reader))) ? ShortPause : LongPause;

    /// <summary>Waits for the turn of a reader, which ends when what is returned is disposed of.</summary>
    /// <param name="reader">Who reads; <c>null</c>: the server itself, which has no share.</param>
    /// <param name="patience">How long it waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TooManyReadsException">The turn did not come in time, or too many wait.</exception>
    public async ValueTask<IDisposable> EnterAsync(string? reader, TimeSpan patience, CancellationToken cancellationToken)
    {
        var own = reader is null ? null : each.AttemptAcquire(reader);
        var common = own?.IsAcquired != false ? all.AttemptAcquire() : null;
        if (common?.IsAcquired == true) return new Turn(own, common);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            if (own?.IsAcquired == false) own = Require(await each.AcquireAsync(reader!, 1, limit.Token));
            return new Turn(own, Require(await all.AcquireAsync(1, limit.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            own?.Dispose();
            throw new TooManyReadsException();
        }
        catch
        {
            own?.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        all.Dispose();
        each.Dispose();
    }

    private static bool IsAwaited(RateLimiterStatistics? now) => now is { CurrentQueuedCount: > 0 };

    private static RateLimitLease Require(RateLimitLease lease) => lease.IsAcquired ? lease : throw new TooManyReadsException();

    private static ConcurrencyLimiterOptions Options(int most) => new() { PermitLimit = most, QueueLimit = MostWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    private sealed record Turn(RateLimitLease? Own, RateLimitLease Common) : IDisposable
    {
        public void Dispose()
        {
            Common.Dispose();
            Own?.Dispose();
        }
    }
}
