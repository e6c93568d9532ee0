namespace Parhelion.Testing.Faults;

/// <summary>A body that something happens to after a number of bytes.</summary>
/// <param name="inner">The body.</param>
/// <param name="bytes">How many bytes pass first.</param>
/// <param name="reached">What happens then. If it throws, the body ends there.</param>
internal sealed class InterruptedStream(Stream inner, long bytes, Func<CancellationToken, ValueTask> reached) : Stream
{
    private long left = bytes;
    private bool isOver;

    /// <inheritdoc />
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc />
    public override bool CanWrite => inner.CanWrite;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await InterruptAsync(cancellationToken);
        if (!isOver && buffer.Length > left) buffer = buffer[..(int)left];
        var read = await inner.ReadAsync(buffer, cancellationToken);
        left -= read;
        return read;
    }

    /// <inheritdoc />
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!isOver)
        {
            var first = (int)Math.Min(left, buffer.Length);
            await inner.WriteAsync(buffer[..first], cancellationToken);
            left -= first;
            if (left == 0) await inner.FlushAsync(cancellationToken);
            await InterruptAsync(cancellationToken);
            buffer = buffer[first..];
        }

        if (buffer.Length > 0) await inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc />
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask InterruptAsync(CancellationToken cancellationToken)
    {
        if (isOver || left > 0) return;
        isOver = true;
        await reached(cancellationToken);
    }
}
