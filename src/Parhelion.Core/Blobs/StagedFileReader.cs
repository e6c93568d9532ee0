using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Reads the file of a complete upload before the upload is published. The reads run on the calling thread, because a file that was just written is in
/// the page cache.</summary>
/// <param name="file">The file.</param>
/// <param name="length">Length of the upload in bytes.</param>
/// <param name="start">Position of the first byte of the upload in the file.</param>
internal sealed class StagedFileReader(SafeFileHandle file, long length, long start = 0) : IStagedUploadReader
{
    /// <inheritdoc />
    public long Length => length;

    /// <inheritdoc />
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        var total = 0;
        var wanted = buffer.Span[..(int)Math.Clamp(length - offset, 0, buffer.Length)];
        while (total < wanted.Length && RandomAccess.Read(file, wanted[total..], start + offset + total) is > 0 and var read) total += read;
        return new(total);
    }
}
