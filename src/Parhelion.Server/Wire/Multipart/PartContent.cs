using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// The bytes of a body up to its next delimiter, handed out as slices of the body's own buffers; nothing is copied.
/// </summary>
/// <remarks>
/// Bytes that may yet turn out to be a delimiter are held back until that is decided. As with any pipe, what was examined but not
/// consumed comes again together with more, so a consumer may gather as much as the body's pipe is willing to hold. When the body
/// ends first, the bytes that came are handed out and the read after them fails with <see cref="MultipartFault.Truncated"/>.
/// </remarks>
internal sealed class PartContent(PipeReader body, DelimiterScanner scanner) : PipeReader
{
    private ReadOnlySequence<byte> buffer;
    private ReadOnlySequence<byte> slice;

    /// <summary>How far the scanner has come, what the consumer has examined, and what the body was told so: offsets from the
    /// first byte not yet consumed.</summary>
    private long scanned;
    private long seen;
    private long told;
    private bool reading;
    private bool completed;

    private bool Ended => scanner.Found is DelimiterKind.Part or DelimiterKind.Last;

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
            throw new InvalidOperationException("There is no read to advance.");
        var used = slice.Slice(slice.Start, consumed).Length;
        seen = used + slice.Slice(consumed, examined).Length;
        Advance(consumed, examined, used);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => body.CancelPendingRead();

    /// <summary>Ends the consumer's reading; the rest of the part is skipped by the next <see cref="MultipartReader.ReadPartAsync"/>.</summary>
    public override void Complete(Exception? exception = null) => completed = true;

    /// <summary>Ends a read that was left open.</summary>
    internal void Release()
    {
        completed = true;
        if (reading) AdvanceTo(slice.Start);
    }

    /// <summary>
    /// Discards what the consumer left, and the delimiter behind it. Returns how many bytes of content were discarded, at most
    /// those of one read; <paramref name="cancellationToken"/> ends the wait for it. False as <c>Ended</c> means there is more.
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
    /// True with the content in what the body gave. False when the consumer has seen all of it before; then the body was told to
    /// wait for more.
    /// </summary>
    private bool TryHandOut(in ReadResult read, out ReadResult result)
    {
        buffer = read.Buffer;
        Scan();
        var length = scanned - scanner.Held;
        if (scanner.Found is DelimiterKind.Refused)
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

    /// <summary>Gives the scanner the bytes that it has not had yet, and no other.</summary>
    private void Scan()
    {
        if (Ended)
            return;
        foreach (var memory in buffer.Slice(scanned))
        {
            scanned += scanner.Feed(memory.Span);
            if (scanner.Found is not DelimiterKind.None)
                return;
        }
    }

    /// <summary>
    /// Passes positions on to the body. One who has examined all there is waits for more than the bytes held back; and the body
    /// must never hear of less examined than before.
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

    /// <summary>Leaves the body between two reads, so that the caller can still drain it.</summary>
    private MultipartException Fail(MultipartException fault)
    {
        reading = false;
        body.AdvanceTo(buffer.End);
        return fault;
    }

    private void ThrowIfCompleted()
    {
        if (completed)
            throw new InvalidOperationException("Reading this part is over.");
    }
}
