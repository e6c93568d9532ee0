using System.IO.Pipelines;

namespace Parhelion.Core.Blobs;

/// <summary>A blob that is open for reading.</summary>
public abstract class Blob : IAsyncDisposable
{
    /// <summary>Bytes of the whole blob.</summary>
    public abstract long Length { get; }

    /// <summary>Writes <paramref name="count"/> bytes from <paramref name="offset"/> on to <paramref name="destination"/> and flushes it.
    /// Throws <see cref="EndOfStreamException"/> when the blob is shorter than that. Ends early when the destination's reader has gone.</summary>
    public abstract ValueTask CopyToAsync(PipeWriter destination, long offset, long count, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
