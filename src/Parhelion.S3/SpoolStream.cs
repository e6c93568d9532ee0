using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.S3;

/// <summary>A read-only stream over a range of a <see cref="Spool"/>. The stream can be read repeatedly, and disposing the stream releases nothing.</summary>
internal sealed class SpoolStream : Stream
{
    private readonly ReadOnlyMemory<byte> memory;
    private readonly SafeFileHandle? file;
    private readonly long start;
    private readonly int count;
    private readonly StrongBox<int> attempts = new();
    private int position;

    public SpoolStream(ReadOnlyMemory<byte> memory) => (this.memory, count) = (memory, memory.Length);

    public SpoolStream(SafeFileHandle file, long start, int count) => (this.file, this.start, this.count) = (file, start, count);

    private SpoolStream(SpoolStream other) => (memory, file, start, count, attempts) = (other.memory, other.file, other.start, other.count, other.attempts);

    /// <summary>Number of attempts of the request, which is the number of calls of <see cref="Reopen"/>.</summary>
    public int Attempts => attempts.Value;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => count;

    public override long Position
    {
        get => position;
        set => position = value >= 0 && value <= count ? (int)value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>Returns a new stream over the same bytes, at its beginning.</summary>
    public SpoolStream Reopen()
    {
        Interlocked.Increment(ref attempts.Value);
        return new SpoolStream(this);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..Math.Min(buffer.Length, count - position)];
        if (buffer.IsEmpty) return 0;
        if (file is not null) return Advance(RandomAccess.Read(file, buffer, start + position));
        memory.Span.Slice(position, buffer.Length).CopyTo(buffer);
        return Advance(buffer.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (file is null) return Read(buffer.Span);
        buffer = buffer[..Math.Min(buffer.Length, count - position)];
        return buffer.IsEmpty ? 0 : Advance(await RandomAccess.ReadAsync(file, buffer, start + position, cancellationToken));
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => count + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Advance(int read)
    {
        if (read == 0) throw new EndOfStreamException("A spool file is shorter than what was written to it.");
        position += read;
        return read;
    }
}
