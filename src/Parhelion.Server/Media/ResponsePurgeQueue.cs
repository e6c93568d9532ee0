using System.Threading.Channels;
using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>Files that caches may have stored after the first purge, because this node was sending them, or had just sent them, when it learned of their
/// deletion. <see cref="Delay"/> later they are purged once more. Used only if a cache is configured. The purges that
/// <see cref="Core.Removing.BlobErasure"/> confirms do not depend on this queue, so entries may be lost.</summary>
internal sealed class ResponsePurgeQueue(TimeProvider clock)
{
    /// <summary>Largest number of waiting files: 4,096. Further files are not added.</summary>
    public const int Capacity = 4096;

    /// <summary>Time between the end of a response and the purge: 250 milliseconds. By then the last bytes have reached the caches.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private readonly Channel<(MediaPath Path, long Added)> waiting =
        Channel.CreateBounded<(MediaPath, long)>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Adds a file. Neither blocks nor throws.</summary>
    public void Add(MediaPath path) => waiting.Writer.TryWrite((path, clock.GetTimestamp()));

    /// <summary>Waits until the first file is due, and takes at most <paramref name="count"/> of those that are due.</summary>
    public async Task<IReadOnlyList<MediaPath>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        await waiting.Reader.WaitToReadAsync(cancellationToken);
        var taken = new List<MediaPath>();
        while (taken.Count < count && waiting.Reader.TryPeek(out var next))
        {
            var left = Delay - clock.GetElapsedTime(next.Added);
            if (left > TimeSpan.Zero && taken.Count > 0) break;
            if (left > TimeSpan.Zero) await Task.Delay(left, clock, cancellationToken);
            if (waiting.Reader.TryRead(out next)) taken.Add(next.Path);
        }

        return taken;
    }
}
