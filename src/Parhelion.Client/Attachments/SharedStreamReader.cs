namespace Parhelion;

/// <summary>Reads a <see cref="SharedStream"/> until another reader begins.</summary>
internal sealed class SharedStreamReader(SharedStream shared, long? length) : UploadReader(length)
{
    /// <summary>Whether this reader has read.</summary>
    public bool HasBegun { get; set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => shared.ReadAsync(this, buffer, cancellationToken);

    // The stream belongs to the caller.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
