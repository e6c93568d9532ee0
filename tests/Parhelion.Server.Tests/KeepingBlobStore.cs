using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests;

/// <summary>A store that cannot erase.</summary>
internal sealed class KeepingBlobStore(IBlobStore inner) : WrappedBlobStore(inner)
{
    private int attempts;

    public int Attempts => attempts;

    public override ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref attempts, keys.Count);
        return new([.. keys.Select(key => new BlobRemovalFailure(key, new IOException("The store keeps everything.")))]);
    }
}
