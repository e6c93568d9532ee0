using Microsoft.AspNetCore.Http;

namespace Parhelion.Testing.Faults;

/// <summary>The latest requests. One takes at most 64 KiB, because the server limits the headers.</summary>
/// <param name="clock">The clock of the server.</param>
internal sealed class RequestLog(TimeProvider clock)
{
    /// <summary>How many requests are kept.</summary>
    public const int MostRequests = 1000;

    private readonly Lock gate = new();
    private readonly Queue<RecordedRequest> requests = new();

    /// <summary>Records a request when it arrives, so that a test that has its response always finds it.</summary>
    public RecordedRequest Add(HttpContext http)
    {
        var request = new RecordedRequest(http.Request, clock.GetUtcNow());
        http.Response.OnStarting(
            () =>
            {
                request.Answered(http.Response.StatusCode);
                return Task.CompletedTask;
            });
        lock (gate)
        {
            if (requests.Count == MostRequests) requests.Dequeue();
            requests.Enqueue(request);
        }

        return request;
    }

    /// <summary>Returns the requests, the oldest first.</summary>
    public IReadOnlyList<RecordedRequest> ToList()
    {
        lock (gate) return [.. requests];
    }

    public void Clear()
    {
        lock (gate) requests.Clear();
    }
}
