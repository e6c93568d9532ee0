using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests.Purging;

/// <summary>A store that has read a blob, and answers when the test says so.</summary>
internal sealed class SlowlyOpeningBlobStore(IBlobStore inner, Task gate) : WrappedBlobStore(inner)
{
    private readonly SemaphoreSlim waiting = new(0);

    /// <summary>Done when so many wait for the answer.</summary>
    public async Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++) await waiting.WaitAsync(cancellationToken);
    }

    public override async ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken)
    {
        var blob = await base.OpenAsync(key, offset, count, cancellationToken);
        waiting.Release();
        await gate.WaitAsync(cancellationToken);
        return blob;
    }
}
