using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests.Purging;

/// <summary>A store whose bytes come when the test says so.</summary>
internal sealed class SlowBlobStore(IBlobStore inner, Task gate) : WrappedBlobStore(inner)
{
    private readonly TaskCompletionSource reading = new();

    /// <summary>Done when somebody waits for bytes.</summary>
    public Task Reading => reading.Task;

    public override async ValueTask<Blob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken)
    {
        var blob = await base.OpenAsync(key, offset, count, cancellationToken);
        reading.TrySetResult();
        await gate.WaitAsync(cancellationToken);
        return blob;
    }
}
