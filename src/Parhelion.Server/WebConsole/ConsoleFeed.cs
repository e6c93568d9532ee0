using Parhelion.Protocol;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Sends server-sent events (HTML Living Standard, section 9.2) to open pages of the web console. Each feed looks for new events once a second. A feed ends
/// when its session ends, its page is closed or the server stops. A node has at most 32 open feeds, and refuses more with 503.
/// </summary>
internal sealed class ConsoleFeed(ConsoleSessions sessions, IHostApplicationLifetime lifetime)
{
    private const int MaxReaders = 32;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private int readers;

    /// <summary>Answers a request with a feed, until its reader leaves.</summary>
    /// <param name="http">The request.</param>
    /// <param name="next">Returns what happened since the last call; bounded by the caller.</param>
    /// <exception cref="ProblemException">Too many feeds are open.</exception>
    public async Task SendAsync(HttpContext http, Func<CancellationToken, Task<IReadOnlyList<FeedEvent>>> next)
    {
        if (Interlocked.Increment(ref readers) > MaxReaders)
        {
            Interlocked.Decrement(ref readers);
            throw new ProblemException(Problems.Unavailable);
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
            await SendAsync(http, next, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader has left, or the server stops.
        }
        finally
        {
            Interlocked.Decrement(ref readers);
        }
    }

    private async Task SendAsync(HttpContext http, Func<CancellationToken, Task<IReadOnlyList<FeedEvent>>> next, CancellationToken stop)
    {
        http.Response.ContentType = "text/event-stream";
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        do
        {
            // Signing out and deleting the key end the feed as well.
            if (await sessions.FindAsync(http) is null) return;
            var news = await next(stop);
            // A comment: a connection that is gone is noticed.
            if (news.Count == 0) await http.Response.WriteAsync(":\n\n", stop);
            foreach (var one in news) await http.Response.WriteAsync(one.ToString(), stop);
        }
        while (await timer.WaitForNextTickAsync(stop));
    }
}
