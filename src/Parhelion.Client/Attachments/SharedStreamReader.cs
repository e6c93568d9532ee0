namespace Parhelion;

/// <summary>Reads a <see cref="SharedStream"/> until another reader begins.</summary>
/// <param name="shared">The stream.</param>
/// <param name="length">Number of bytes of the whole source, if it is known before reading.</param>
/// <param name="offset">Number of bytes to leave out.</param>
/// <param name="upload">Number of the upload that the reader belongs to. A failed upload ends its readers.</param>
internal sealed class SharedStreamReader(SharedStream shared, long? length, long offset, int upload) : UploadReader(length)
{
    public long Offset { get; } = offset;

    public int Upload => upload;

    /// <summary>Whether this reader has read.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Number of bytes of the source that are before the next one.</summary>
    public long Position { get; set; } = offset;

    /// <summary>Whether all bytes of a source of known length were read.</summary>
    public bool IsAtEnd => Position >= Length;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => shared.ReadAsync(this, buffer, cancellationToken);

    // The stream belongs to the caller.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
