using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Parhelion.Server.Connections;

/// <summary>Tells the end of a connection only after everything before it was read. Kestrel refuses a body as soon as it sees that its end is missing, and would
/// drop what is still in the buffer. A resumable upload keeps it.</summary>
internal sealed class LateEndReader(PipeReader inner) : PipeReader
{
    // What was given out as if more could come; empty when nothing was held back.
    private ReadOnlySequence<byte> shown;
    private bool isEndTold;

    /// <inheritdoc />
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? new(WithoutEnd(reading.Result)) : AwaitAsync(reading);
    }

    /// <inheritdoc />
    public override bool TryRead(out ReadResult result)
    {
        var isThere = inner.TryRead(out result);
        if (isThere) result = WithoutEnd(result);
        return isThere;
    }

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // A reader that has seen all and wants more must learn that there is no more.
        if (!shown.IsEmpty) isEndTold = shown.Slice(examined).IsEmpty;
        shown = default;
        inner.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc />
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading) => WithoutEnd(await reading);

    private ReadResult WithoutEnd(ReadResult read)
    {
        if (!read.IsCompleted || read.Buffer.IsEmpty || isEndTold) return read;
        shown = read.Buffer;
        return new ReadResult(read.Buffer, read.IsCanceled, isCompleted: false);
    }
}
