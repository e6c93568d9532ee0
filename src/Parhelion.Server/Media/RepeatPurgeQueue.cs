using System.Threading.Channels;
using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>
/// Holds files that may need a second cache purge. A cache in front of the server may have stored a response after the first purge. When this node learns of
/// any deletion, the queue gets all public files that the node is sending or has sent in the last few seconds.
/// </summary>
/// <remarks>The deletion may concern another file, so the queue may hold files that still exist. <c>RepeatPurgeWorker</c> skips them. Lost entries do no
/// harm, because <see cref="Core.Removing.RemovalProcessor"/> purges each deleted file again one second and ten seconds after the deletion, and repeats a purge
/// until all caches confirm it. The server uses this queue only if a cache is configured.</remarks>
internal sealed class RepeatPurgeQueue(TimeProvider clock)
{
    /// <summary>Largest number of waiting files: 4,096. Further files are not added.</summary>
    public const int Capacity = 4096;

    /// <summary>Time between the end of a response and the purge: 250 milliseconds. By then the last bytes have reached the caches.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private readonly Channel<(MediaPath Path, string Query, long Added)> waiting =
        Channel.CreateBounded<(MediaPath, string, long)>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Adds a file. Neither blocks nor throws.</summary>
    /// <param name="path">The path of its media URL.</param>
    /// <param name="query">The query of a rendition; empty for none.</param>
    public void Add(MediaPath path, string query) => waiting.Writer.TryWrite((path, query, clock.GetTimestamp()));

    /// <summary>Waits until the first file is due, and takes at most <paramref name="count"/> of those that are due.</summary>
    public async Task<IReadOnlyList<(MediaPath Path, string Query)>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        await waiting.Reader.WaitToReadAsync(cancellationToken);
        var taken = new List<(MediaPath, string)>();
        while (taken.Count < count && waiting.Reader.TryPeek(out var next))
        {
            var left = Delay - clock.GetElapsedTime(next.Added);
            if (left > TimeSpan.Zero && taken.Count > 0) break;
            if (left > TimeSpan.Zero) await Task.Delay(left, clock, cancellationToken);
            if (waiting.Reader.TryRead(out next)) taken.Add((next.Path, next.Query));
        }

        return taken;
    }
}
