using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests.Purging;

/// <summary>A store that opens at once, and whose bytes come when the test says so.</summary>
internal sealed class SlowBlobStore(IBlobStore inner, Task gate) : WrappedBlobStore(inner)
{
    private readonly TaskCompletionSource reading = new();

    /// <summary>Done when somebody waits for bytes.</summary>
    public Task Reading => reading.Task;

    public override async ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken) =>
        await base.OpenAsync(key, offset, count, cancellationToken) is { } blob ? new SlowBlob(blob, reading, gate) : null;

    private sealed class SlowBlob(OpenBlob inner, TaskCompletionSource reading, Task gate) : OpenBlob
    {
        public override long Length => inner.Length;

        public override async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
        {
            reading.TrySetResult();
            await gate.WaitAsync(cancellationToken);
            await inner.CopyToAsync(destination, cancellationToken);
        }

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
