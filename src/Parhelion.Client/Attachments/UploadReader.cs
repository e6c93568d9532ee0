namespace Parhelion;

/// <summary>Reads an <see cref="UploadSource"/> for one time that a request is sent.</summary>
/// <param name="length">Number of bytes of the whole source, if it is known before reading.</param>
internal abstract class UploadReader(long? length) : IAsyncDisposable
{
    public long? Length => length;

    /// <summary>Reads the next bytes; 0 at the end.</summary>
    /// <exception cref="SourceConsumedException">The source can be read only once and was read before, or another reader has begun.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
