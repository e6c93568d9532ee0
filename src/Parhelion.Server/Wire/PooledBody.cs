using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Server.Wire;

/// <summary>The body of a request, for a reader that does slow things with it: writes to a disk, computes. Whoever waits for more of it goes on
/// with a thread of the pool and not with that of the network. No read of it is cancelled: a server that is told to stop wakes whoever waits
/// for a connection, and an upload that is under way is to come to its end. Whatever reading fails of is a <see cref="ClientBodyException"/>, so that
/// it is not taken for a fault of a store.</summary>
internal sealed class PooledBody(PipeReader inner) : PipeReader, IRequestBodyPipeFeature
{
    /// <inheritdoc />
    public PipeReader Reader => this;

    /// <summary>Puts it in the place of the request's body.</summary>
    public static void Use(HttpContext http) =>
        http.Features.Set<IRequestBodyPipeFeature>(new PooledBody(http.Request.BodyReader));

    /// <inheritdoc />
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(1, cancellationToken);

    /// <inheritdoc />
    public override bool TryRead(out ReadResult result)
    {
        var isThere = TryReadInner(out result);
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
        ReadAsync(minimumSize, cancellationToken);

    private ValueTask<ReadResult> ReadAsync(int minimumSize, CancellationToken cancellationToken)
    {
        ValueTask<ReadResult> reading;
        try
        {
            reading = minimumSize > 1 ? inner.ReadAtLeastAsync(minimumSize, cancellationToken) : inner.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (ClientBodyException.Means(e))
        {
            throw new ClientBodyException(e);
        }

        if (!reading.IsCompletedSuccessfully) return GoOnAsync(reading, minimumSize, cancellationToken);
        var read = reading.Result;
        return read.IsCanceled ? GoOnAsync(new(read), minimumSize, cancellationToken) : new(read);
    }

    private bool TryReadInner(out ReadResult result)
    {
        try
        {
            return inner.TryRead(out result);
        }
        catch (Exception e) when (ClientBodyException.Means(e))
        {
            throw new ClientBodyException(e);
        }
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
        catch (Exception e) when (ClientBodyException.Means(e))
        {
            throw new ClientBodyException(e);
        }
        finally
        {
            await PoolThread.SwitchAsync();
        }
    }
}
