using System.Buffers;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Stands for a partial blob that was published before the server stopped, and was not recorded as complete. The client sends what was not recorded once
/// more. These bytes are counted and dropped, because the object has them. The caller reads them back from the object, so it learns what is really
/// stored.</summary>
internal sealed class S3PublishedBlobWriter(S3PartialBlob blob, PartialBlobState state, long stored) : IPartialBlobWriter
{
    /// <inheritdoc />
    public long Length { get; private set; } = state.Length;

    /// <inheritdoc />
    public PartialBlobState Saved => state;

    /// <inheritdoc />
    public ValueTask AppendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        Length += bytes.Length;
        return default;
    }

    // What the client sent now is not stored anywhere. So it cannot be acknowledged before all of it came.
    /// <inheritdoc />
    public ValueTask<PartialBlobState> SaveAsync() => new(state);

    /// <inheritdoc />
    public async ValueTask<int> ReadStartAsync(Memory<byte> start) =>
        await new S3StagedUpload(blob.Target, stored, blob.Timeout).ReadAsync(start[..(int)Math.Min(start.Length, Length)], 0, CancellationToken.None);

    /// <inheritdoc />
    public async Task<BlobWriteResult> PublishAsync(StagedCheck? check)
    {
        if (Length != stored) throw new PartialBlobLostException();
        await S3PublishedCheck.RunAsync(blob, stored, check);
        return new BlobWriteResult(stored, LateFor: TimeSpan.Zero);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => default;
}
