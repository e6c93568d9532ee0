namespace Parhelion.Core.Blobs;

/// <summary>Reads a complete upload that is not published yet. Clients cannot read it.</summary>
public interface IStagedUpload
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads bytes from <paramref name="offset"/> until the buffer is full or the upload
    /// ends. With a remote store each call may be a request.</summary>
    /// <returns>The number of bytes read.</returns>
    /// <exception cref="IOException">The store failed.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);
}
