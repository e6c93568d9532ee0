using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Reads a complete upload from its <see cref="Spool"/>, which still has all of its bytes.</summary>
internal sealed class SpooledUpload(Spool spool) : IStagedUploadReader
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
