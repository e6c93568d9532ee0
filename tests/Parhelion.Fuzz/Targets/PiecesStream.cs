namespace Parhelion.Fuzz.Targets;

/// <summary>Bytes that arrive in pieces of one size.</summary>
internal sealed class PiecesStream(byte[] bytes, int piece) : MemoryStream(bytes, writable: false)
{
    /// <inheritdoc />
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
}
