using System.Threading.RateLimiting;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Limits how many objects are read at the same time. One limit applies to all clients together, and a quarter of this limit applies to each client.
/// One client with many requests therefore cannot slow down the store, the other clients or the uploads. Reads above a limit wait in order of
/// arrival.</summary>
internal sealed class S3ReadLimiter : IDisposable
{
    /// <summary>Longest wait for a permit before the response to the client has begun. Afterwards a read waits as long as the client stays
    /// connected.</summary>
    public static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StallTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StallTimeWhenAwaited = TimeSpan.FromMilliseconds(100);

    private const int Shares = 4;

    // A waiting read takes a few hundred bytes. The limit of concurrent requests is nearly always lower.
    private const int MaxWaiting = 10_000;

    private readonly ConcurrencyLimiter all;
    private readonly PartitionedRateLimiter<string> perReader;

    public S3ReadLimiter(int most)
    {
        all = new ConcurrencyLimiter(Options(most));
        perReader = PartitionedRateLimiter.Create<string, string>(reader => RateLimitPartition.GetConcurrencyLimiter(reader, _ => Options(Math.Max(most / Shares, 1))), StringComparer.Ordinal);
    }

    /// <summary>Returns how long a client may take no bytes before its read must release the permit. The time is 1 second, or 100 ms while other reads wait for
    /// a permit. To continue, the read needs another request to the store.</summary>
    public TimeSpan StallTimeOf(string? reader) =>
        IsAwaited(all.GetStatistics()) || (reader is not null && IsAwaited(perReader.GetStatistics(reader))) ? StallTimeWhenAwaited : StallTime;

    /// <summary>Waits for a permit to read. Disposing the returned object releases the permit.</summary>
    /// <param name="reader">The client that reads; <c>null</c> for the server itself, which has no limit of its own.</param>
    /// <param name="patience">Longest wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="TooManyReadsException">No permit was free within <paramref name="patience"/>, or 10,000 reads are waiting already.</exception>
    public async ValueTask<IDisposable> EnterAsync(string? reader, TimeSpan patience, CancellationToken cancellationToken)
    {
        var own = reader is null ? null : perReader.AttemptAcquire(reader);
        var common = own?.IsAcquired != false ? all.AttemptAcquire() : null;
        if (common?.IsAcquired == true) return new Turn(own, common);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            if (own?.IsAcquired == false) own = Require(await perReader.AcquireAsync(reader!, 1, limit.Token));
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
        perReader.Dispose();
    }

    private static bool IsAwaited(RateLimiterStatistics? now) => now is { CurrentQueuedCount: > 0 };

    private static RateLimitLease Require(RateLimitLease lease) => lease.IsAcquired ? lease : throw new TooManyReadsException();

    private static ConcurrencyLimiterOptions Options(int most) => new() { PermitLimit = most, QueueLimit = MaxWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    private sealed record Turn(RateLimitLease? Own, RateLimitLease Common) : IDisposable
    {
        public void Dispose()
        {
            Common.Dispose();
            Own?.Dispose();
        }
    }
}
