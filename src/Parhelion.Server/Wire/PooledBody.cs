using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Server.Wire;

/// <summary>The body of a request, for a reader that does slow things with it: writes to a disk, computes. Whoever waits for more of it goes on
/// with a thread of the pool and not with that of the network. No read of it is cancelled: a server that is told to stop wakes whoever waits
/// for a connection, and an upload that is under way is to come to its end.</summary>
internal sealed class PooledBody(PipeReader inner) : PipeReader, IRequestBodyPipeFeature
{
    /// <inheritdoc />
    public PipeReader Reader => this;

    /// <summary>Puts it in the place of the request's body.</summary>
    public static void Use(HttpContext http) =>
        http.Features.Set<IRequestBodyPipeFeature>(new PooledBody(http.Request.BodyReader));

    /// <inheritdoc />
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        AwaitAsync(inner.ReadAsync(cancellationToken), 1, cancellationToken);

    /// <inheritdoc />
    public override bool TryRead(out ReadResult result)
    {
        var isThere = inner.TryRead(out result);
        if (result.IsCanceled) result = new ReadResult(result.Buffer, isCanceled: false, result.IsCompleted);
        return isThere;
    }

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    /// <inheritdoc />
    public override void CancelPendingRead() => throw new NotSupportedException("A read of a request's body is ended by its token.");

    /// <inheritdoc />
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc />
    protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken) =>
        AwaitAsync(inner.ReadAtLeastAsync(minimumSize, cancellationToken), minimumSize, cancellationToken);

    private ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading, int minimumSize, CancellationToken cancellationToken)
    {
        if (!reading.IsCompletedSuccessfully) return GoOnAsync(reading, minimumSize, cancellationToken);
        var read = reading.Result;
        return read.IsCanceled ? GoOnAsync(new(read), minimumSize, cancellationToken) : new(read);
    }

    private async ValueTask<ReadResult> GoOnAsync(ValueTask<ReadResult> reading, int minimumSize, CancellationToken cancellationToken)
    {
        try
        {
            var read = await reading;
            while (!read.IsCompleted && read.Buffer.Length < minimumSize)
            {
                inner.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await inner.ReadAsync(cancellationToken);
            }

            return new ReadResult(read.Buffer, isCanceled: false, read.IsCompleted);
        }
        finally
        {
            await PoolThread.SwitchAsync();
        }
    }
}
