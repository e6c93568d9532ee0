using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Represents the stored bytes of one attachment (a blob), or a range of these bytes, opened for reading. A caller copies the bytes into a
/// response.</summary>
public abstract class Blob : IAsyncDisposable
{
    /// <summary>Length of the whole blob in bytes, even if only a range of it was opened.</summary>
    public abstract long Length { get; }

    /// <summary>Gets the open file and the position of the opened range in the file, if the kernel has the whole range in its page cache. The caller can then
    /// let the kernel send the range, for example with <c>sendfile</c>. Returns <see langword="false"/> otherwise.</summary>
    public virtual bool TryGetCachedFile([NotNullWhen(true)] out SafeFileHandle? file, out long offset)
    {
        (file, offset) = (null, 0);
        return false;
    }

    /// <summary>Writes the opened range to <paramref name="destination"/> and flushes it. Returns early when the reader of the pipe has completed.</summary>
    /// <exception cref="EndOfStreamException">The blob is shorter than the opened range.</exception>
    public abstract ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
