using Parhelion.Core.Blobs;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>
/// Reads ranges of bytes from an upload, to determine its width, height and duration. Limits the work that one file can cause. At most <see cref="MaxBlocks"/>
/// blocks of 64 KiB are read, and at most <see cref="MaxSteps"/> calls return bytes.
/// </summary>
/// <remarks>A call beyond a limit returns no bytes, as at the end of the file.</remarks>
internal sealed class BoundedRangeReader(IStagedUploadReader file) : IDisposable
{
    /// <summary>Maximum number of blocks of 64 KiB that are read of one file.</summary>
    public const int MaxBlocks = 16;

    // The longest sound files that browsers record need about a thousand.
    private const int MaxSteps = 10_000;

    // The client has sent its last byte, so the reading goes on even if it disconnects now.
    private readonly StagedUploadReadBuffer window = new(file, new InspectionReadBudget(MaxBlocks), CancellationToken.None);
    private int steps;

    /// <summary>Length of the file in bytes.</summary>
    public long Length => window.Length;

    /// <summary>Returns bytes of the file, which are valid until the next call. They are fewer than <paramref name="count"/>, or none, if the file ends earlier
    /// or a limit is reached.</summary>
    /// <param name="offset">Any number. Outside of the file there are no bytes.</param>
    /// <param name="count">At most <see cref="StagedUploadReadBuffer.Bytes"/>.</param>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(long offset, int count)
    {
        if (count <= 0 || offset < 0 || offset >= Length || ++steps > MaxSteps) return default;
        count = (int)Math.Min(count, Length - offset);
        return await window.ShowAsync(offset, count) ? window.Memory(offset, count) : default;
    }

    /// <inheritdoc />
    public void Dispose() => window.Dispose();
}
