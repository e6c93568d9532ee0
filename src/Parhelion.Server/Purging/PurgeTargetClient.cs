using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Purging;

/// <summary>
/// Sends purges to one cache, in batches. When the cache fails, the client pauses for one second. Each further failure doubles the pause, up to 30 seconds.
/// </summary>
/// <remarks>A cache fails if it cannot be reached, does not answer within <see cref="TimeLimit"/>, or answers 401, 403, 429 or 5xx.
/// <list type="bullet">
/// <item>When the cache fails, the client does not send the rest of the batch.</item>
/// <item>From then until the cache works again, a purge that is attempted for the first time fails at once. So it never waits for a cache that is down.</item>
/// <item>During a pause, a retry of a purge fails at once as well. After the pause, retries are sent.</item>
/// </list></remarks>
/// <param name="target">The cache.</param>
/// <param name="http">Sends the calls.</param>
/// <param name="count">Receives two numbers for each batch: how many purges the cache has confirmed, and how many it has not.</param>
/// <param name="clock">Measures timeouts and pauses.</param>
/// <param name="log">Receives one entry when the cache fails, one when it recovers and, at most once a minute, one when it refuses a purge for another
/// reason.</param>
internal sealed class PurgeTargetClient(IPurgeTarget target, HttpMessageInvoker http, Action<int, int> count, TimeProvider clock, ILogger log)
{
    /// <summary>Maximum number of calls to the cache at the same time.</summary>
    public const int Parallelism = 16;

    /// <summary>Timeout of one call.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RefusalLogInterval = TimeSpan.FromMinutes(1);

    private readonly Lock state = new();
    private Outage? outage;
    private long? refusalLogged;

    /// <summary>Sends the purges to the cache.</summary>
    /// <returns>The purges that the cache did not confirm, and why.</returns>
    public async Task<IReadOnlyCollection<BlobRemovalFailure>> SendAllAsync(IReadOnlyList<PurgeRequest> purges, bool isRetry, CancellationToken cancellationToken)
    {
        if (FaultWhilePaused(isRetry) is { } resting) return [.. purges.Select(purgeRequest => new BlobRemovalFailure(purgeRequest.Key, resting))];
        using var activity = Tracing.Start("purge cache", ActivityKind.Client);
        var batch = new Batch();
        await Parallel.ForEachAsync(
            target.Calls(purges),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            (call, token) => SendAllAsync(call, batch, token));
        // If there was nothing to send, the state of the cache is still unknown.
        if (batch.WasTried) Judge(batch, purges.Count);
        return batch.Faults;
    }

    private async ValueTask SendAllAsync(PurgeCall call, Batch batch, CancellationToken cancellationToken)
    {
        using var request = call.Request;
        batch.WasTried = true;
        if (batch.StoppedBy is null) await SendAsync(call, batch, cancellationToken);
        else batch.Add(call, batch.StoppedBy);
    }

    private async Task SendAsync(PurgeCall call, Batch batch, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            call.Request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Parhelion", null));
            using var answer = await http.SendAsync(call.Request, both.Token);
            if (await target.ConfirmsAsync(answer, both.Token)) return;
            var fault = new IOException($"{target.Name} answered {(int)answer.StatusCode}.");
            if (StopsBatch(answer.StatusCode)) batch.StoppedBy = fault;
            else batch.Refusal = fault;
            batch.Add(call, fault);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            batch.StoppedBy = limit.IsCancellationRequested
                ? new IOException($"{target.Name} did not answer within {TimeLimit.TotalSeconds} s.")
                : new IOException($"{target.Name} could not be reached: {e.Message}", e);
            batch.Add(call, batch.StoppedBy);
        }
    }

    // Wrong credentials, too many requests and server errors: the next call would fail too.
    private static bool StopsBatch(HttpStatusCode status) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private IOException? FaultWhilePaused(bool isRetry)
    {
        lock (state) return outage is { } now && (!isRetry || clock.GetElapsedTime(now.PausedSince) < now.Pause) ? now.Fault : null;
    }

    private void Judge(Batch batch, int purges)
    {
        var unconfirmed = batch.Faults.DistinctBy(fault => fault.Key).Count();
        count(purges - unconfirmed, unconfirmed);
        var now = clock.GetTimestamp();
        Outage? before;
        lock (state)
        {
            before = outage;
            outage = batch.StoppedBy is { } fault ? Outage.After(before, fault, now) : null;
        }

        if (batch.StoppedBy is not null && before is null) log.CacheLost(batch.StoppedBy, target.Name);
        if (batch.StoppedBy is null && before is not null) log.CacheFound(target.Name, clock.GetElapsedTime(before.Since, now));
        if (batch.Refusal is null || (refusalLogged is { } last && clock.GetElapsedTime(last, now) < RefusalLogInterval)) return;
        refusalLogged = now;
        log.PurgeRefused(batch.Refusal, target.Name, batch.Faults.Count);
    }

    private sealed class Batch
    {
        private volatile IOException? cut;
        private volatile IOException? refusal;
        private volatile bool wasTried;

        public ConcurrentQueue<BlobRemovalFailure> Faults { get; } = [];

        public bool WasTried { get => wasTried; set => wasTried = value; }

        public IOException? StoppedBy { get => cut; set => cut = value; }

        public IOException? Refusal { get => refusal; set => refusal = value; }

        public void Add(PurgeCall call, IOException fault)
        {
            foreach (var key in call.Keys) Faults.Enqueue(new BlobRemovalFailure(key, fault));
        }
    }

    // Since and PausedSince are monotonic timestamps, because the system clock may be changed meanwhile.
    private sealed record Outage(IOException Fault, long Since, TimeSpan Pause, long PausedSince)
    {
        public static Outage After(Outage? before, IOException fault, long now)
        {
            var rest = before is null ? ShortestRest : before.Pause * 2 < LongestRest ? before.Pause * 2 : LongestRest;
            return new Outage(fault, before?.Since ?? now, rest, now);
        }
    }
}
