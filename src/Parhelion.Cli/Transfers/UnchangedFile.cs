namespace Parhelion.Cli.Transfers;

/// <summary>Reads a file as long as it is of the version that an upload was begun with. The last bytes are given out only then, because a mix of two versions
/// must not be stored.</summary>
internal sealed class UnchangedFile(FileStream file, FileInfo version) : Stream
{
    private readonly long length = version.Length;
    private readonly DateTime written = version.LastWriteTimeUtc;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => file.Position; set => file.Position = value; }

    /// <exception cref="IOException">The file was written to, or replaced.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await file.ReadAsync(buffer, cancellationToken);
        var isLast = count == 0 || file.Position >= length;
        if (isLast && (file.Length != length || File.GetLastWriteTimeUtc(file.SafeFileHandle) != written)) throw new IOException("The file changed during the upload.");
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
