using System.Buffers;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>A part of an upload in memory, which moves to where it is needed. It holds <see cref="Bytes"/> bytes, and the number of its moves is
/// limited by a budget, so that no file makes the server read for long.</summary>
internal sealed class StagedWindow(IStagedUpload file, ReadBudget budget, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>Bytes in memory.</summary>
    public const int Bytes = 64 * 1024;

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(Bytes);
    private long start;
    private int filled;

    /// <summary>Bytes of the whole file.</summary>
    public long Length => file.Length;

    /// <summary>Makes a stretch readable by <see cref="Slice"/>.</summary>
    /// <returns>False when it is not wholly within the file, is longer than the window, or the budget is spent.</returns>
    public async ValueTask<bool> ShowAsync(long offset, int count)
    {
        if (offset < 0 || count > Bytes || offset > Length - count) return false;
        if (offset >= start && offset + count <= start + filled) return true;
        if (!budget.TrySpend()) return false;
        (start, filled) = (offset, 0);
        filled = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(Bytes, Length - offset)), offset, cancellationToken);
        return filled >= count;
    }

    /// <summary>A stretch that <see cref="ShowAsync"/> has shown.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int count) => buffer.AsSpan((int)(offset - start), count);

    /// <summary>The same, for readers of streams. It is valid until the window moves.</summary>
    public ReadOnlyMemory<byte> Memory(long offset, int count) => buffer.AsMemory((int)(offset - start), count);

    /// <inheritdoc />
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}

/// <summary>How often windows of one upload may still move.</summary>
internal sealed class ReadBudget(int moves)
{
    private int left = moves;

    /// <summary>Whether the budget is used up.</summary>
    public bool IsSpent => left < 0;

    /// <summary>Takes one move; false when none is left.</summary>
    public bool TrySpend() => --left >= 0;
}
