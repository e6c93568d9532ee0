namespace Parhelion.Core.Blobs;

/// <summary>All bytes of an upload that has ended and that nobody can reach yet.</summary>
public interface IStagedUpload
{
    /// <summary>How many there are.</summary>
    long Length { get; }

    /// <summary>Reads bytes from <paramref name="offset"/> on until the buffer is full or the bytes end. With a remote store each call may be a request.</summary>
    /// <returns>The number of bytes read.</returns>
    /// <exception cref="IOException">The store failed.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);
}

/// <summary>Looks at an upload before it is published. What it throws makes the store drop the upload.</summary>
public delegate ValueTask StagedCheck(IStagedUpload bytes);
