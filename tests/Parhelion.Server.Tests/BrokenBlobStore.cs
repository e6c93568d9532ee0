using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests;

/// <summary>A store that fails with each upload in a way that nobody has foreseen.</summary>
internal sealed class BrokenBlobStore(IBlobStore inner) : WrappedBlobStore(inner)
{
    public override Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader source, StagedCheck? check, CancellationToken cancellationToken) => throw new NotSupportedException("Nobody has foreseen this.");
}
