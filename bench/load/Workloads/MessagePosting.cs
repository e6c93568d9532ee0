using Parhelion.BenchReport.Figures;
using Parhelion.Load.Peers;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>The same text is posted to many conversations in turn.</summary>
/// <param name="posts">The requests that post it, a conversation each.</param>
/// <param name="bytes">Bytes of the response.</param>
internal sealed class MessagePosting(IReadOnlyList<Request> posts, int bytes) : Workload(Groups.Api, WorkloadNames.PostMessage, bytes)
{
    // As many as wrk has, which sends what this is compared with.
    private const int Connections = 32;

    public override Task<Run?> PrepareAsync(Stand stand)
    {
        PeerProcess.Ask("sync");
        var requests = new NumberedRequests(int.MaxValue, number => posts[number % posts.Count]);
        return Task.FromResult<Run?>(new Run(
            () => HttpLoad.RunAsync(stand.Peer.Port, requests, Connections, TimeSpan.FromSeconds(stand.Seconds)),
            () => Task.CompletedTask));
    }
}
