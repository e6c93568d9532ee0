using System.Buffers;

namespace Parhelion;

/// <summary>Collects a download in memory, up to a limit.</summary>
internal sealed class BytesDestination(int maxBytes) : Stream
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => bytes.WrittenCount;

    public override long Position
    {
        get => bytes.WrittenCount;
        set => throw new NotSupportedException();
    }

    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    /// <summary>Refuses a file whose announced length is too large, before any of it is read.</summary>
    public BytesDestination Expect(long? length) => length > maxBytes ? throw TooLarge() : this;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > maxBytes - bytes.WrittenCount) throw TooLarge();
        bytes.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private ParhelionException TooLarge() => new($"DownloadContent: the file has more than {maxBytes} bytes");
}
