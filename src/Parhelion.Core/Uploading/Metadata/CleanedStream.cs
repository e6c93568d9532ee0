namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Reads a file whose metadata was removed, as a stream. The file consists of pieces: ranges of the upload, and new bytes. The <see cref="SpooledFile"/> lists
/// all pieces in order.
/// </summary>
internal sealed class CleanedStream(SpooledFile file, List<SpooledFile.Piece> pieces) : Stream
{
    private int piece;
    private long within;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.CleanedLength;

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (piece < pieces.Count && within == pieces[piece].Count) (piece, within) = (piece + 1, 0);
        if (piece == pieces.Count || buffer.IsEmpty) return 0;
        var (start, length, bytes) = pieces[piece];
        var count = (int)Math.Min(buffer.Length, length - within);
        if (bytes is not null) bytes.AsSpan((int)within, count).CopyTo(buffer);
        else file.Read(start + within, buffer[..count]);
        within += count;
        return count;
    }

    // The file is in the page cache, so the bytes are read at once.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
