using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Dimensions;

namespace Parhelion.Core.Tests.Uploading.Dimensions;

/// <summary>An upload that has pieces at some places and zeros everywhere else. It counts the reads, and holds each against the largest that is allowed.</summary>
internal sealed class StagedPieces(long length, params (long At, byte[] Bytes)[] pieces) : IStagedUploadReader
{
    /// <summary>Number of reads.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether the store fails at every read.</summary>
    public bool IsBroken { get; init; }

    /// <inheritdoc />
    public long Length => length;

    public static StagedPieces Of(byte[] bytes) => new(bytes.Length, (0, bytes));

    /// <summary>Reads the dimensions, and checks what is promised of every file.</summary>
    public async Task<MediaDimensions> DimensionsAsync(string mediaType)
    {
        var found = await DimensionsReader.ReadAsync(this, mediaType);
        Assert.InRange(Reads, 0, 16);
        Assert.InRange(found.Width ?? 1, 1, int.MaxValue);
        Assert.InRange(found.Height ?? 1, 1, int.MaxValue);
        Assert.Equal(found.Width is null, found.Height is null);
        Assert.InRange(found.Milliseconds ?? 1, 1, 366L * 24 * 60 * 60 * 1000);
        return found;
    }

    /// <inheritdoc />
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        Reads++;
        if (IsBroken) throw new IOException("The store does not answer.");
        Assert.InRange(buffer.Length, 1, 64 * 1024);
        Assert.InRange(offset, 0, length - 1);
        var count = (int)Math.Min(buffer.Length, length - offset);
        buffer.Span[..count].Clear();
        foreach (var (at, bytes) in pieces)
        {
            var (from, to) = (Math.Max(at, offset), Math.Min(at + bytes.Length, offset + count));
            if (from < to) bytes.AsSpan((int)(from - at), (int)(to - from)).CopyTo(buffer.Span[(int)(from - offset)..]);
        }

        return new(count);
    }
}
