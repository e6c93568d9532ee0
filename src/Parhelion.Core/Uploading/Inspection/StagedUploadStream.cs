namespace Parhelion.Core.Uploading.Inspection;

/// <summary>
/// Reads an upload as a stream, from the first byte on. The bytes come from a <see cref="StagedUploadReadBuffer"/>, so only a part of the upload is in memory.
/// Beyond the read limit of this buffer, the stream throws an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class StagedUploadStream(StagedUploadReadBuffer window) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => window.Length;

    public override long Position { get => position; set => throw new NotSupportedException(); }

    /// <summary>Blocks the thread while a block is fetched from a remote store.</summary>
    /// <exception cref="InvalidDataException">The read budget is spent.</exception>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc cref="Read(byte[], int, int)"/>
    public override int Read(Span<byte> buffer)
    {
        // A read stops at a multiple of the window size, so that each block is fetched once.
        var count = (int)Math.Min(Math.Min(buffer.Length, StagedUploadReadBuffer.Bytes - (position % StagedUploadReadBuffer.Bytes)), window.Length - position);
        if (count == 0) return 0;
        var loading = window.ShowAsync(position, count);
        if (!(loading.IsCompleted ? loading.Result : loading.AsTask().GetAwaiter().GetResult())) throw new InvalidDataException("The read budget is spent.");
        window.Slice(position, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
