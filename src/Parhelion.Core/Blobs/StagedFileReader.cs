using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Reads the file of a complete upload before the upload is published. The reads run on the calling thread, because a file that was just written is in
/// the page cache.</summary>
internal sealed class StagedFileReader(SafeFileHandle file, long length) : IStagedUploadReader
{
    /// <inheritdoc />
    public long Length => length;

    /// <inheritdoc />
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(file, buffer.Span[total..], offset + total) is > 0 and var read) total += read;
        return new(total);
    }
}
