namespace Parhelion.Cli.CommandLine;

/// <summary>Reads a stream whose reads cannot be interrupted, such as standard input. A cancelled read returns at once; the read below it goes on, into
/// a buffer of its own.</summary>
internal sealed class InterruptibleStream(Stream inner) : Stream
{
    private readonly byte[] buffer = new byte[128 * 1024];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        var wanted = Math.Min(destination.Length, buffer.Length);
        var count = await Task.Run(() => inner.Read(buffer, 0, wanted), CancellationToken.None).WaitAsync(cancellationToken);
        buffer.AsSpan(0, count).CopyTo(destination.Span);
        return count;
    }

    public override Task<int> ReadAsync(byte[] destination, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(destination.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] destination, int offset, int count) => inner.Read(destination, offset, count);

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
