using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Represents an open blob in a bucket. The blob copies a range of an object from the store directly into the buffer of the response.</summary>
/// <remarks>If the client takes no bytes for <see cref="S3ReadLimiter.StallTimeOf"/>, the blob closes its read and releases its permit. When the client
/// continues, the blob requests the remaining bytes. Any number of idle clients therefore holds no connection to the store.</remarks>
internal sealed class OpenS3Blob : OpenBlob
{
    private const int ReadBytes = 64 * 1024;

    private readonly S3ReadSource source;
    private readonly long count;
    private long offset;
    private S3Read? read;

    private OpenS3Blob(S3ReadSource source, S3Read read, long offset, long count)
    {
        (this.source, this.read, this.offset, this.count) = (source, read, offset, count);
        Length = read.Length;
    }

    /// <inheritdoc />
    public override long Length { get; }

    /// <summary>Opens a range of an object; <c>null</c> if the object does not exist.</summary>
    public static async ValueTask<OpenBlob?> OpenAsync(S3ReadSource source, long offset, long count, CancellationToken cancellationToken) =>
        await S3Read.BeginAsync(source, offset, count, S3ReadLimiter.WaitTimeout, cancellationToken) is { } read ? new OpenS3Blob(source, read, offset, count) : null;

    /// <inheritdoc />
    public override async ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = count;
        while (left > 0)
        {
            read ??= await ResumeAsync(left, cancellationToken);
            var memory = destination.GetMemory((int)Math.Min(left, ReadBytes));
            if (memory.Length > left) memory = memory[..(int)left];
            var got = await ReadAsync(memory, limit, cancellationToken);
            if (got == 0) throw new EndOfStreamException("A blob is shorter than its row says.");
            destination.Advance(got);
            (offset, left) = (offset + got, left - got);
            if (left == 0) Release();
            var flushed = await FlushAsync(destination, cancellationToken);
            if (flushed.IsCompleted || flushed.IsCanceled) return;
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        Release();
        return default;
    }

    private void Release()
    {
        read?.Dispose();
        read = null;
    }

    private async Task<S3Read> ResumeAsync(long left, CancellationToken cancellationToken)
    {
        var next = await S3Read.BeginAsync(source, offset, left, Timeout.InfiniteTimeSpan, cancellationToken) ?? throw new BlobDeletedDuringReadException();
        if (next.Length == Length) return next;
        next.Dispose();
        throw new EndOfStreamException("A blob is shorter than its row says.");
    }

    private async ValueTask<FlushResult> FlushAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        var flushing = destination.FlushAsync(cancellationToken);
        if (flushing.IsCompleted || read is null) return await flushing;
        var flushed = flushing.AsTask();
        try
        {
            return await flushed.WaitAsync(source.Reads.StallTimeOf(source.Reader), TimeProvider.System, CancellationToken.None);
        }
        catch (TimeoutException) when (!flushed.IsFaulted)
        {
            Release();
            return await flushed;
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> memory, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        limit.CancelAfter(source.Timeout);
        try
        {
            return await read!.Bytes.ReadAsync(memory, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("GetObject failed: the S3 store sent no data within the time limit.", e);
        }
        finally
        {
            // The limit applies to the store only, not to the time that the client takes between reads.
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}
