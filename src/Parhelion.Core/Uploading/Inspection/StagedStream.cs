namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Reads an upload from its beginning as a stream, through a window and within its read budget.</summary>
internal sealed class StagedStream(StagedWindow window) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => window.Length;

    public override long Position { get => position; set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">The read budget is spent.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A read stops at a multiple of the window size, so that each block is fetched once.
        var count = (int)Math.Min(Math.Min(buffer.Length, StagedWindow.Bytes - (position % StagedWindow.Bytes)), window.Length - position);
        if (count == 0) return 0;
        if (!await window.ShowAsync(position, count)) throw new InvalidDataException("The read budget is spent.");
        window.Slice(position, count).CopyTo(buffer.Span);
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
