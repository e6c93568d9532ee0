namespace Parhelion.Core.Blobs;

/// <summary>Reads the bytes of a complete upload that the store has not published yet, so that a <see cref="StagedCheck"/> can examine them. No client can read
/// the bytes before the store publishes them as a blob.</summary>
public interface IStagedUploadReader
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads bytes from <paramref name="offset"/> until the buffer is full or the upload
    /// ends. With a remote store each call may be a request.</summary>
    /// <returns>The number of bytes read.</returns>
    /// <exception cref="IOException">The store failed.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);
}
