namespace Parhelion.Cli.Files;

/// <summary>Compares what is written to it with a file.</summary>
internal sealed class ComparingStream(Stream expected) : Stream
{
    private readonly byte[] buffer = new byte[128 * 1024];
    private long compared;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => compared;

    public override long Position { get => compared; set => throw new NotSupportedException(); }

    /// <exception cref="IOException">The bytes differ from those of the file.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        while (source.Length > 0)
        {
            var part = source[..Math.Min(source.Length, buffer.Length)];
            var count = await expected.ReadAtLeastAsync(buffer.AsMemory(0, part.Length), part.Length, throwOnEndOfStream: false, cancellationToken);
            var equal = part.Span.CommonPrefixLength(buffer.AsSpan(0, count));
            compared += equal;
            if (equal < part.Length) throw Difference();
            source = source[part.Length..];
        }
    }

    /// <summary>Checks that the file ends where the writing ended.</summary>
    /// <exception cref="IOException">The file is longer.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (await expected.ReadAsync(buffer.AsMemory(0, 1), cancellationToken) > 0) throw Difference();
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private IOException Difference() => new($"The files differ after {compared} bytes.");
}
