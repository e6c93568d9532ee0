using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Reads the content of one part: the bytes of the body up to the next delimiter. The reader returns slices of the buffers of the body, without
/// copying.</summary>
/// <remarks>
/// The reader holds back bytes that may begin a delimiter, until later bytes show whether they do. As with any pipe, a consumer can examine bytes without
/// consuming them. The next read then returns these bytes again, together with new bytes. If the body ends before a delimiter, the reader first returns the bytes
/// that have arrived. The next read then fails with <see cref="MultipartFault.Truncated"/>.
/// </remarks>
internal sealed class PartContentReader(PipeReader body, DelimiterScanner scanner) : PipeReader
{
    private ReadOnlySequence<byte> buffer;
    private ReadOnlySequence<byte> slice;

    /// <summary>Offsets from the first byte not yet consumed: read by the scanner, examined by the consumer, and reported to the body
    /// as examined.</summary>
    private long scanned;
    private long seen;
    private long told;
    private bool reading;
    private bool completed;

    private bool Ended => scanner.Found is DelimiterScanResult.Part or DelimiterScanResult.Last;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfCompleted();
        return ReadOnAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        ThrowIfCompleted();
        while (body.TryRead(out var read))
        {
            if (TryHandOut(read, out result))
                return true;
        }

        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!reading)
            throw new InvalidOperationException("There is no read to advance: call ReadAsync first.");
        var used = slice.Slice(slice.Start, consumed).Length;
        seen = used + slice.Slice(consumed, examined).Length;
        Advance(consumed, examined, used);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => body.CancelPendingRead();

    /// <summary>Ends the reads of the consumer. The next <see cref="MultipartReader.ReadPartAsync"/> skips the rest of the part.</summary>
    public override void Complete(Exception? exception = null) => completed = true;

    /// <summary>Ends a read that the consumer left open.</summary>
    internal void Release()
    {
        completed = true;
        if (reading) AdvanceTo(slice.Start);
    }

    /// <summary>
    /// Discards the content of one read that the consumer left, and the delimiter if it is reached. Returns the number of content
    /// bytes discarded. <c>Ended</c> is false if there is more. <paramref name="cancellationToken"/> ends the wait for the read.
    /// </summary>
    internal async ValueTask<(long Discarded, bool Ended)> SkipAsync(CancellationToken cancellationToken)
    {
        Release();
        var result = await ReadOnAsync(cancellationToken);
        var discarded = slice.Length;
        if (!Ended)
        {
            AdvanceTo(slice.End);
            return result.IsCanceled ? throw new OperationCanceledException() : (discarded, false);
        }

        reading = false;
        body.AdvanceTo(buffer.GetPosition(scanned));
        return (discarded, true);
    }

    private ValueTask<ReadResult> ReadOnAsync(CancellationToken cancellationToken)
    {
        var read = body.ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return WaitAsync(read, cancellationToken);
        return TryHandOut(read.Result, out var result)
            ? new ValueTask<ReadResult>(result)
            : WaitAsync(body.ReadAsync(cancellationToken), cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read, CancellationToken cancellationToken)
    {
        ReadResult result;
        while (!TryHandOut(await read, out result))
            read = body.ReadAsync(cancellationToken);
        return result;
    }

    /// <summary>
    /// Returns true and the content in a read of the body. Returns false if the consumer has examined all of it before; the body
    /// is then told to wait for more.
    /// </summary>
    private bool TryHandOut(in ReadResult read, out ReadResult result)
    {
        buffer = read.Buffer;
        Scan();
        var length = scanned - scanner.Held;
        if (scanner.Found is DelimiterScanResult.Refused)
            throw Fail(MultipartException.Malformed("A boundary line does not end in CRLF."));
        if (read.IsCompleted && !Ended && length <= seen)
            throw Fail(MultipartException.Truncated());

        var news = Ended || length > seen || read.IsCanceled;
        if (news)
            slice = buffer.Slice(0, length);
        else
            Advance(buffer.Start, buffer.End, used: 0);
        reading = news;
        result = new ReadResult(news ? slice : default, read.IsCanceled, Ended);
        return news;
    }

    /// <summary>Feeds the scanner only the bytes that it has not read yet.</summary>
    private void Scan()
    {
        if (Ended)
            return;
        foreach (var memory in buffer.Slice(scanned))
        {
            scanned += scanner.Feed(memory.Span);
            if (scanner.Found is not DelimiterScanResult.None)
                return;
        }
    }

    /// <summary>
    /// Passes the positions of the consumer on to the body. If the consumer has examined all content, the bytes held back count as
    /// examined too, so that the next read waits for more. The examined position must never move backwards.
    /// </summary>
    private void Advance(SequencePosition consumed, SequencePosition examined, long used)
    {
        var reached = Math.Max(seen, used);
        if (reached >= scanned - scanner.Held && !Ended)
            (examined, reached) = (buffer.End, scanned);
        else if (reached < told)
            (examined, reached) = (buffer.GetPosition(told), told);

        reading = false;
        scanned -= used;
        seen = Math.Max(seen - used, 0);
        told = reached - used;
        body.AdvanceTo(consumed, examined);
    }

    /// <summary>Ends the current read of the body, so that the caller can still drain it.</summary>
    private MultipartException Fail(MultipartException fault)
    {
        reading = false;
        body.AdvanceTo(buffer.End);
        return fault;
    }

    private void ThrowIfCompleted()
    {
        if (completed)
            throw new InvalidOperationException("The part has been completed and cannot be read any more.");
    }
}
