using System.Buffers;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Continues an upload that was published, but was not recorded as complete because the server stopped. The client sends the bytes after the last
/// recorded state again. This writer compares these bytes with the bytes of the object, and drops them because the object already has them.</summary>
/// <remarks>The memory used does not depend on the number of bytes.</remarks>
internal sealed class S3PublishedBlobWriter(S3PartialBlob blob, PartialBlobState state, long stored) : IPartialBlobWriter
{
    // Each is one request. Within the bound of memory of a writer.
    private const int CompareBytes = 256 * 1024;

    private readonly IncrementalHash received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <inheritdoc />
    public long Length { get; private set; } = state.Length;

    /// <inheritdoc />
    public PartialBlobState Saved { get; private set; } = state;

    /// <inheritdoc />
    public ValueTask AppendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes) received.AppendData(segment.Span);
        Length += bytes.Length;
        return default;
    }

    // The object is durable. So bytes can be acknowledged if it has the same ones. Otherwise a client that sends small pieces would never come to the end.
    /// <inheritdoc />
    public async ValueTask<PartialBlobState> SaveAsync()
    {
        if (Length == Saved.Length) return Saved;
        if (Length > stored || !await HasReceivedAsync()) throw new PartialBlobLostException();
        return Saved = Saved with { Length = Length };
    }

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
    public ValueTask DisposeAsync()
    {
        received.Dispose();
        return default;
    }

    private async Task<bool> HasReceivedAsync()
    {
        var whole = new S3StagedUpload(blob.Target, stored, blob.Timeout);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(CompareBytes);
        try
        {
            for (var offset = Saved.Length; offset < Length;)
            {
                var read = await whole.ReadAsync(buffer.AsMemory(0, (int)Math.Min(CompareBytes, Length - offset)), offset, CancellationToken.None);
                hash.AppendData(buffer, 0, read);
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), received.GetHashAndReset());
    }
}
