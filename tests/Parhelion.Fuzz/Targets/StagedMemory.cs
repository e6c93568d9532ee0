using Parhelion.Core.Blobs;

namespace Parhelion.Fuzz.Targets;

/// <summary>An upload that has ended, in memory.</summary>
internal sealed class StagedMemory(ReadOnlyMemory<byte> bytes) : IStagedUploadReader
{
    /// <summary>Number of reads.</summary>
    public int Reads { get; private set; }

    /// <inheritdoc />
    public long Length => bytes.Length;

    /// <inheritdoc />
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        Reads++;
        var rest = bytes[(int)Math.Min(offset, bytes.Length)..];
        var length = Math.Min(rest.Length, buffer.Length);
        rest[..length].CopyTo(buffer);
        return ValueTask.FromResult(length);
    }
}
