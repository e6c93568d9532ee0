using Parhelion.Core.Blobs;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads ranges of bytes from an upload for the readers of width, height and duration. A file may cost at most <see cref="MaxBlocks"/> reads of
/// the store and <see cref="MaxSteps"/> calls. When one of these limits is reached, the file seems to end.</summary>
internal sealed class LimitedUploadReader(IStagedUploadReader file) : IDisposable
{
    /// <summary>Maximum number of blocks of 64 KiB that are read of one file.</summary>
    public const int MaxBlocks = 16;

    // The longest sound files that browsers record need about a thousand.
    private const int MaxSteps = 10_000;

    // The client has sent its last byte, so the reading goes on even if it disconnects now.
    private readonly StagedUploadWindow window = new(file, new ReadCountLimit(MaxBlocks), CancellationToken.None);
    private int steps;

    /// <summary>Length of the file in bytes.</summary>
    public long Length => window.Length;

    /// <summary>Returns bytes of the file, which are valid until the next call. They are fewer than <paramref name="count"/>, or none, if the file ends earlier
    /// or a limit is reached.</summary>
    /// <param name="offset">Any number. Outside of the file there are no bytes.</param>
    /// <param name="count">At most <see cref="StagedUploadWindow.Bytes"/>.</param>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(long offset, int count)
    {
        if (count <= 0 || offset < 0 || offset >= Length || ++steps > MaxSteps) return default;
        count = (int)Math.Min(count, Length - offset);
        return await window.ShowAsync(offset, count) ? window.Memory(offset, count) : default;
    }

    /// <inheritdoc />
    public void Dispose() => window.Dispose();
}
