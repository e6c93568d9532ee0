using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>A staged file. It was written a moment ago, so that reads come from the memory of the system; they run on the calling thread.</summary>
internal sealed class StagedFile(SafeFileHandle file, long length) : IStagedUpload
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
