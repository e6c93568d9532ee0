using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>The body of a request, for a reader that does slow things with it: writes to a disk, computes. Whoever waits for more of it goes on
/// with a thread of the pool and not with that of the network. No read of it is cancelled: a server that is told to stop wakes whoever waits
/// for a connection, and an upload that is under way is to come to its end. A body that brings no byte for as long as <paramref name="timeout"/>
/// says ends with 408. Whatever else reading fails of is a <see cref="ClientBodyException"/>, so that it is not taken for a fault of a store.</summary>
internal sealed class OffloadedRequestBody(PipeReader inner, HttpContext http, BodyTimeout timeout) : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private ITimer? timer;
    private long waitingSince; // A timestamp, or 0 while nobody waits.
    private volatile bool hasTimedOut;

    /// <inheritdoc />
    public PipeReader Reader => this;

    /// <summary>Puts it in the place of the request's body.</summary>
    public static void Use(HttpContext http, BodyTimeout timeout) =>
        http.Features.Set<IRequestBodyPipeFeature>(new OffloadedRequestBody(http.Request.BodyReader, http, timeout));

    /// <inheritdoc />
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => ReadAtLeastAsyncCore(1, cancellationToken);

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
    public void Dispose() => timer?.Dispose();

    /// <inheritdoc />
    protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken)
    {
        if (hasTimedOut) throw new ProblemException(Problems.RequestTimeout);
        var reading = Begin(cancellationToken);
        if (!reading.IsCompletedSuccessfully) return GoOnAsync(reading, minimumSize, cancellationToken);
        var read = reading.Result;
        return IsEnough(read, minimumSize) && !read.IsCanceled ? new(read) : GoOnAsync(new(read), minimumSize, cancellationToken);
    }

    private static bool IsEnough(ReadResult read, int minimumSize) => read.IsCompleted || read.Buffer.Length >= minimumSize;

    private async ValueTask<ReadResult> GoOnAsync(ValueTask<ReadResult> reading, int minimumSize, CancellationToken cancellationToken)
    {
        long had = -1;
        try
        {
            while (true)
            {
                if (!reading.IsCompleted) StartTimer();
                var read = await AwaitAsync(reading);
                if (IsEnough(read, minimumSize)) return new ReadResult(read.Buffer, isCanceled: false, read.IsCompleted);
                // Whoever is woken without a new byte goes on waiting, as long as before.
                if (read.Buffer.Length > had) Volatile.Write(ref waitingSince, 0);
                had = read.Buffer.Length;
                inner.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (hasTimedOut) throw new ProblemException(Problems.RequestTimeout);
                reading = Begin(cancellationToken);
            }
        }
        finally
        {
            Volatile.Write(ref waitingSince, 0);
            await ThreadPoolDispatch.SwitchAsync();
        }
    }

    private ValueTask<ReadResult> Begin(CancellationToken cancellationToken)
    {
        try
        {
            return inner.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (ClientBodyException.Means(e))
        {
            throw new ClientBodyException(e);
        }
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

    // A read that breaks leaves the body in a state in which the server cannot read the rest of it, and the connection is gone anyway.
    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception e)
        {
            // Whoever has framed it wrongly is still there to be told.
            if (e is OperationCanceledException or ConnectionResetException or ConnectionAbortedException) BrokenConnection.End(http);
            if (!ClientBodyException.Means(e)) throw;
            throw new ClientBodyException(e);
        }
    }

    private void StartTimer()
    {
        if (Volatile.Read(ref waitingSince) == 0) Volatile.Write(ref waitingSince, timeout.Clock.GetTimestamp());
        if (timer is not null) return;
        timer = timeout.Clock.CreateTimer(body => ((OffloadedRequestBody)body!).Look(), this, timeout.Interval, timeout.Interval);
        http.Response.RegisterForDispose(this);
    }

    private void Look()
    {
        var since = Volatile.Read(ref waitingSince);
        if (since == 0 || timeout.Clock.GetElapsedTime(since) < timeout.Limit) return;
        hasTimedOut = true;
        inner.CancelPendingRead();
    }
}
