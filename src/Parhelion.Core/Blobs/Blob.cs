using System.IO.Pipelines;

namespace Parhelion.Core.Blobs;

/// <summary>A blob, or a range of one, that is open for reading.</summary>
public abstract class Blob : IAsyncDisposable
{
    /// <summary>Bytes of the whole blob, be it opened as a range.</summary>
    public abstract long Length { get; }

    /// <summary>Writes the bytes that it was opened for to <paramref name="destination"/> and flushes it.
    /// Throws <see cref="EndOfStreamException"/> when the blob is shorter than that. Ends early when the destination's reader has gone.</summary>
    public abstract ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
