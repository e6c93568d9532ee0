using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>A blob, or a range of one, that is open for reading.</summary>
public abstract class Blob : IAsyncDisposable
{
    /// <summary>Bytes of the whole blob, be it opened as a range.</summary>
    public abstract long Length { get; }

    /// <summary>The open file with the bytes that it was opened for, when all of them are in the memory of the system, which can then send them by
    /// itself; false otherwise.</summary>
    public virtual bool TryGetCachedFile([NotNullWhen(true)] out SafeFileHandle? file, out long offset)
    {
        (file, offset) = (null, 0);
        return false;
    }

    /// <summary>Writes the bytes that it was opened for to <paramref name="destination"/> and flushes it.
    /// Throws <see cref="EndOfStreamException"/> when the blob is shorter than that. Ends early when the destination's reader has gone.</summary>
    public abstract ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
