using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>Appends the bytes of one resumable upload to its file in a <see cref="DiskPartialBlobStore"/>. A buffer of 128 KiB collects small pieces, because
/// each write to the file costs a system call.</summary>
internal sealed class DiskPartialBlobWriter : IPartialBlobWriter
{
    // As for a plain upload: large enough for few system calls, small enough for little memory per upload.
    private const int BufferBytes = ByteSequenceFileWriter.BlockBytes;

    private readonly string path;
    private readonly Durability durability;
    private readonly BlobFilePublisher publisher;
    private readonly FlushMetrics? metrics;

    // Held while the file is written, so that no write comes after End.
    private readonly Lock writing = new();
    private bool isEnded;

    // After a failed write nothing more is appended, because bytes may be missing between. What was written before can still be saved.
    private bool hasFailed;

    private byte[]? buffer;
    private int filled;
    private SafeFileHandle? file;
    private long written;
    private PartialFileFlush? flush;

    /// <param name="key">The key of the blob.</param>
    /// <param name="path">The file.</param>
    /// <param name="file">The open file; <c>null</c> if it does not exist yet.</param>
    /// <param name="length">Number of bytes in the file. They are durable.</param>
    /// <param name="durability">Whether to flush.</param>
    /// <param name="publisher">Gives the complete file its final name.</param>
    /// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
    public DiskPartialBlobWriter(BlobKey key, string path, SafeFileHandle? file, long length, Durability durability, BlobFilePublisher publisher, FlushMetrics? metrics = null)
    {
        (Key, this.path, this.file, written, this.durability, this.publisher) = (key, path, file, length, durability, publisher);
        this.metrics = metrics;
        Initial = new PartialBlobState(length, null);
        if (file is not null) flush = new PartialFileFlush(file, Initial, durability, folder: null, metrics);
    }

    /// <summary>The key of the blob.</summary>
    public BlobKey Key { get; }

    /// <summary>Called once when the writer is disposed.</summary>
    public required Action<DiskPartialBlobWriter> Closed { private get; init; }

    /// <inheritdoc />
    public long Length => written + filled;

    /// <inheritdoc />
    public PartialBlobState Saved => flush?.Saved ?? Initial;

    private PartialBlobState Initial { get; }

    // The buffer is written when it reaches the end of a block of the file.
    private int Rest => ByteSequenceFileWriter.RestOfBlock(written);

    /// <inheritdoc />
    public async ValueTask AppendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        RequireIntact();
        if (filled > 0) bytes = bytes.Slice(Collect(bytes));
        if (filled == Rest) WriteBuffer();
        if (filled == 0 && bytes.Length >= Rest)
        {
            var blocks = ByteSequenceFileWriter.WholeBlocks(written, bytes.Length);
            Write(bytes.Slice(0, blocks));
            bytes = bytes.Slice(blocks);
        }

        Collect(bytes);
        if (flush is not null) await flush.BeginIfDueAsync(written);
    }

    /// <inheritdoc />
    public async ValueTask<PartialBlobState> SaveAsync()
    {
        if (!hasFailed) WriteBuffer();
        lock (writing) RequireNotEnded();
        if (flush is not null) await flush.FinishAsync(written);
        return Saved;
    }

    /// <inheritdoc />
    public ValueTask<int> ReadStartAsync(Memory<byte> start)
    {
        RequireIntact();
        WriteBuffer();
        lock (writing) RequireNotEnded();
        if (file is null) return new(0);
        using var reading = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new(RandomAccess.Read(reading, start.Span, 0));
    }

    /// <inheritdoc />
    public async Task<BlobWriteResult> PublishAsync(StagedCheck? check)
    {
        RequireIntact();
        WriteBuffer();
        if (file is null) lock (writing) Create();
        await flush!.FinishForPublishingAsync(written);
        file!.Dispose();
        try
        {
            if (check is not null) await CheckAsync(check);
        }
        catch (Exception e) when (e is not IOException)
        {
            // The check has refused. If the file could not be read, another writer may still publish it.
            BlobFilePublisher.Discard(path);
            throw;
        }

        lock (writing)
        {
            RequireNotEnded();
            isEnded = true;
            publisher.Publish(path, Key, isKept: true);
        }

        return new BlobWriteResult(written, LateFor: TimeSpan.Zero);
    }

    /// <summary>Makes every further write fail, because the upload was deleted, or another writer has it.</summary>
    public void End()
    {
        lock (writing) isEnded = true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Closed(this);
        if (flush is not null) await flush.StopAsync();
        file?.Dispose();
        if (buffer is { } rented) ArrayPool<byte>.Shared.Return(rented);
        buffer = null;
    }

    // Copies as many bytes to the buffer as fit, and returns their number.
    private long Collect(ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsEmpty) return 0;
        buffer ??= ArrayPool<byte>.Shared.Rent(BufferBytes);
        var taken = (int)Math.Min(bytes.Length, Rest - filled);
        bytes.Slice(0, taken).CopyTo(buffer.AsSpan(filled));
        filled += taken;
        return taken;
    }

    private void WriteBuffer()
    {
        if (filled == 0) return;
        Write(new ReadOnlySequence<byte>(buffer!, 0, filled));
        filled = 0;
    }

    private void Write(ReadOnlySequence<byte> bytes)
    {
        hasFailed = true;
        lock (writing)
        {
            RequireNotEnded();
            if (file is null) Create();
            ByteSequenceFileWriter.Write(file!, bytes, written);
        }

        hasFailed = false;
        written += bytes.Length;
    }

    private void Create()
    {
        RequireNotEnded();
        file = NativeFileOperations.Create(path);
        flush = new PartialFileFlush(file, Initial, durability, Path.GetDirectoryName(path), metrics);
    }

    private void RequireIntact()
    {
        if (hasFailed) throw new IOException("An earlier write of this upload has failed.");
        flush?.RequireIntact();
    }

    private void RequireNotEnded()
    {
        if (isEnded) throw new StalePartialBlobWriterException();
    }

    private async Task CheckAsync(StagedCheck check)
    {
        using var reading = File.OpenHandle(path);
        await check(new StagedFileReader(reading, written));
    }
}
