using System.Diagnostics;
using System.Net.Sockets;

namespace Parhelion.Load.Sending;

/// <summary>Sends requests on many connections, one after the other on each. For what wrk cannot do: wrk makes a new string of every request
/// whose URL differs, which with a file of 50 MB in it takes longer than the server does; it cannot use a slot once and stop when none is left;
/// and it does not say which answer was a wrong one.</summary>
internal static class HttpLoad
{
    // Behind the end of the time, for what is under way then; and for runs without an end.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(20);

    /// <summary>Sends until the time is over or no request is left. What is under way then is waited for, and counts.</summary>
    public static async Task<Outcome> RunAsync(int port, IRequests requests, int connections, TimeSpan time, Action<Reply>? collect = null)
    {
        var gate = new Lock();
        using var patience = new CancellationTokenSource(time == Timeout.InfiniteTimeSpan ? LongPatience : time + Patience);
        var latencies = new List<double>();
        string? fault = null;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(ConnectionAsync)));
        return Outcome.Of(latencies, watch.Elapsed.TotalSeconds, fault);

        async Task ConnectionAsync()
        {
            var mine = new List<double>();
            using var connection = new HttpConnection(port, patience.Token);
            while (fault is null && (time == Timeout.InfiniteTimeSpan || watch.Elapsed < time) && TryTake(out var request))
            {
                var start = Stopwatch.GetTimestamp();
                if (await TryExchangeAsync(connection, request, collect) is { } wrong) fault ??= wrong;
                else mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            lock (gate) latencies.AddRange(mine);
        }

        bool TryTake(out Request request)
        {
            lock (gate) return requests.TryTake(out request);
        }
    }

    private static async Task<string?> TryExchangeAsync(HttpConnection connection, Request request, Action<Reply>? collect)
    {
        try
        {
            var reply = await connection.ExchangeAsync(request, keep: collect is not null);
            if (reply.Status != request.Status) return $"status {reply.Status} instead of {request.Status}";
            if (request.Length >= 0 && reply.Length != request.Length) return $"{reply.Length} bytes instead of {request.Length}";
            collect?.Invoke(reply);
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            return "an answer does not come";
        }
    }
}
