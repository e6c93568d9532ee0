using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests;

/// <summary>A store that erases nothing for as long as the test says so.</summary>
internal sealed class StubbornBlobStore(IBlobStore inner, StubbornBlobStore.Switch state) : WrappedBlobStore(inner)
{
    public override ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        if (!state.IsStubborn) return base.DeleteAsync(keys, cancellationToken);
        Interlocked.Add(ref state.Refusals, keys.Count);
        return new([.. keys.Select(key => new BlobRemovalFailure(key, new IOException("The store keeps everything.")))]);
    }

    public sealed class Switch
    {
        public int Refusals;

        public bool IsStubborn { get; set; }
    }
}
