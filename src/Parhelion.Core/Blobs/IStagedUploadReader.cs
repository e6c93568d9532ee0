namespace Parhelion.Core.Blobs;

/// <summary>Lets a check read the bytes of a complete upload before the store publishes the bytes as a blob. Until the store publishes them, no client can read
/// the bytes.</summary>
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
