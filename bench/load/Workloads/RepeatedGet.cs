using Parhelion.Load.Peers;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Workloads;

/// <summary>One path of Parhelion over and over: a list of its API, or the file that the list is compared with.</summary>
/// <param name="name">The row.</param>
/// <param name="server">The column.</param>
/// <param name="path">The path.</param>
/// <param name="header">A field of the header, or <c>null</c>.</param>
/// <param name="bytes">Bytes of the response.</param>
internal sealed class RepeatedGet(string name, string server, string path, string? header, int bytes) : Workload(Groups.Api, name, bytes)
{
    public override string ServerOf(Peer peer) => server;

    public override async Task<Run?> PrepareAsync(Stand stand)
    {
        var url = $"http://127.0.0.1:{stand.Peer.Port}{path}";
        await CheckAsync();
        return new Run(() => Task.FromResult(Wrk.Run(url, header, Bytes, stand.Seconds)), CheckAsync);

        async Task CheckAsync()
        {
            var answer = await Probe.GetAsync(url, header);
            if (answer.Status != 200 || answer.Length != Bytes) throw new InvalidOperationException($"status {answer.Status} with {answer.Length} bytes instead of {Bytes}");
        }
    }
}
