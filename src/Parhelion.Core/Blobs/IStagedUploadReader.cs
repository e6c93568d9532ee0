namespace Parhelion.Core.Blobs;

/// <summary>Reads a complete upload before the store publishes it. Until then it is not a blob, and no client can read it.</summary>
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
