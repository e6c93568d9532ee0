using System.Buffers;

namespace Parhelion.Core.Blobs;

/// <summary>Reads a small upload that is complete and still in memory, before it is written anywhere.</summary>
internal sealed class StagedBytesReader(ReadOnlySequence<byte> bytes) : IStagedUploadReader
{
    /// <inheritdoc />
    public long Length => bytes.Length;

    /// <inheritdoc />
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        if (offset >= bytes.Length) return new(0);
        var part = bytes.Slice(offset, Math.Min(buffer.Length, bytes.Length - offset));
        part.CopyTo(buffer.Span);
        return new((int)part.Length);
    }
}
