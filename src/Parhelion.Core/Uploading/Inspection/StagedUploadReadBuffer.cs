using System.Buffers;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>
/// Holds a part of an upload in memory, at most <see cref="Bytes"/> bytes. If a caller of <see cref="ShowAsync"/> needs other bytes, the buffer reads another
/// part of the upload. The number of these reads is limited. Beyond the limit, <see cref="ShowAsync"/> returns false.
/// </summary>
/// <remarks>Because of the limit, no file keeps the server reading for long.</remarks>
internal sealed class StagedUploadReadBuffer(IStagedUploadReader file, InspectionReadBudget budget, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>Size of the buffer in bytes.</summary>
    public const int Bytes = 64 * 1024;

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(Bytes);
    private long start;
    private int filled;

    /// <summary>Length of the whole file in bytes.</summary>
    public long Length => file.Length;

    /// <summary>Moves the buffer if necessary, so that <see cref="Slice"/> can return the given range.</summary>
    /// <returns>False if the range is not wholly within the file, is longer than the buffer, or needs a move that exceeds the budget.</returns>
    public async ValueTask<bool> ShowAsync(long offset, int count)
    {
        if (offset < 0 || count > Bytes || offset > Length - count) return false;
        if (offset >= start && offset + count <= start + filled) return true;
        if (!budget.TrySpend()) return false;
        (start, filled) = (offset, 0);
        filled = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(Bytes, Length - offset)), offset, cancellationToken);
        return filled >= count;
    }

    /// <summary>Returns a range that <see cref="ShowAsync"/> has made available.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int count) => buffer.AsSpan((int)(offset - start), count);

    /// <summary>Returns the same range as <see cref="Slice"/>, as memory for readers of streams. The memory is valid until the buffer moves.</summary>
    public ReadOnlyMemory<byte> Memory(long offset, int count) => buffer.AsMemory((int)(offset - start), count);

    /// <inheritdoc />
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
