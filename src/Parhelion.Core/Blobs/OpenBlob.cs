using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Represents an open blob, or an open range of a blob. A blob consists of the stored bytes of one attachment, or of one picture of an attachment. The
/// caller copies the bytes to a pipe, for example into a response.</summary>
public abstract class OpenBlob : IAsyncDisposable
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

    /// <summary>Whether the file of <see cref="TryGetCachedFile"/> holds other blobs too. If the blob is then deleted while the kernel sends the range, the rest of
    /// the range is zeros. The caller must therefore keep the last bytes back, and send them only if <see cref="IsErased"/> is <see langword="false"/> after it has
    /// read them.</summary>
    public virtual bool IsInSharedFile => false;

    /// <summary>Whether the blob was deleted since it was opened, so that bytes of it may have been zeros.</summary>
    public virtual bool IsErased => false;

    /// <summary>Writes the opened range to <paramref name="destination"/> and flushes it. Returns early when the reader of the pipe has completed.</summary>
    /// <exception cref="EndOfStreamException">The blob is shorter than the opened range.</exception>
    public abstract ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
