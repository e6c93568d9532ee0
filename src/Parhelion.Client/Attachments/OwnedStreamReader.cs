namespace Parhelion;

/// <summary>Reads a stream that was opened for this reader alone, and closes it.</summary>
internal sealed class OwnedStreamReader(Stream stream, long? length) : UploadReader(length)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => stream.ReadAsync(buffer, cancellationToken);

    public override ValueTask DisposeAsync() => stream.DisposeAsync();
}
