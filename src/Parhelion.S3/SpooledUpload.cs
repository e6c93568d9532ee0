using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Reads an upload whose bytes are all still in its <see cref="Spool"/>.</summary>
internal sealed class SpooledUpload(Spool spool) : IStagedUpload
{
    /// <inheritdoc />
    public long Length => spool.Length;

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        await using var stretch = spool.Read(offset, (int)Math.Min(buffer.Length, Length - offset));
        return await stretch.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
    }
}
