namespace Parhelion;

/// <summary>Reads a <see cref="SharedStream"/> until another reader begins.</summary>
/// <param name="shared">The stream.</param>
/// <param name="length">Number of bytes, if it is known before reading.</param>
/// <param name="upload">Number of the upload that the reader belongs to. A failed upload ends its readers.</param>
internal sealed class SharedStreamReader(SharedStream shared, long? length, int upload) : UploadReader(length)
{
    public int Upload => upload;

    /// <summary>Whether this reader has read.</summary>
    public bool HasBegun { get; set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => shared.ReadAsync(this, buffer, cancellationToken);

    // The stream belongs to the caller.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
