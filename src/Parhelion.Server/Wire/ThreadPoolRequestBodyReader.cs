using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Reads a request body for code that may block or compute for long, such as uploads. After each wait for data, this code continues on the thread
/// pool, not on a network thread. If no byte arrives within <paramref name="timeout"/>, the request ends with status 408.</summary>
/// <remarks>Kestrel cancels pending reads at shutdown. This class ignores that cancellation, so that running uploads can finish. If a read fails for a reason
/// other than a cancellation or a reset connection, the error becomes a <see cref="ClientBodyException"/>, so that it is not mistaken for an error of a
/// store.</remarks>
internal sealed class ThreadPoolRequestBodyReader(PipeReader inner, HttpContext http, RequestBodyIdleTimeout timeout) : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private ITimer? timer;
    private long waitingSince; // Timestamp of the wait for data; 0 while no read waits.
    private volatile bool hasTimedOut;

    /// <inheritdoc />
    public PipeReader Reader => this;

    /// <summary>Replaces the body of the request by an instance of this class.</summary>
    public static void Use(HttpContext http, RequestBodyIdleTimeout timeout) =>
        http.Features.Set<IRequestBodyPipeFeature>(new ThreadPoolRequestBodyReader(http.Request.BodyReader, http, timeout));

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
    public override void CancelPendingRead() => throw new NotSupportedException("To end a read of a request body, cancel its token.");

    /// <inheritdoc />
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc />
    public void Dispose() => timer?.Dispose();

    /// <inheritdoc />
    protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken)
    {
        if (hasTimedOut) throw new ProblemException(Problems.RequestTimeout);
        var reading = Begin(cancellationToken);
        if (!reading.IsCompletedSuccessfully) return ContinueAsync(reading, minimumSize, cancellationToken);
        var read = reading.Result;
        return IsEnough(read, minimumSize) && !read.IsCanceled ? new(read) : ContinueAsync(new(read), minimumSize, cancellationToken);
    }

    private static bool IsEnough(ReadResult read, int minimumSize) => read.IsCompleted || read.Buffer.Length >= minimumSize;

    private async ValueTask<ReadResult> ContinueAsync(ValueTask<ReadResult> reading, int minimumSize, CancellationToken cancellationToken)
    {
        long had = -1;
        try
        {
            while (true)
            {
                if (!reading.IsCompleted) StartTimer();
                var read = await AwaitAsync(reading);
                if (IsEnough(read, minimumSize)) return new ReadResult(read.Buffer, isCanceled: false, read.IsCompleted);
                // Restart the timeout only if a byte has arrived: a read can also end without one.
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
        catch (Exception e) when (ClientBodyException.IsClientFault(e))
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
        catch (Exception e) when (ClientBodyException.IsClientFault(e))
        {
            throw new ClientBodyException(e);
        }
    }

    // After a broken read the server cannot read the rest of the body, and the connection is lost anyway, so it is ended.
    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception e)
        {
            // A client that framed the body wrongly is still connected and gets a response.
            if (e is OperationCanceledException or ConnectionResetException or ConnectionAbortedException) RequestAborter.End(http);
            if (!ClientBodyException.IsClientFault(e)) throw;
            throw new ClientBodyException(e);
        }
    }

    private void StartTimer()
    {
        if (Volatile.Read(ref waitingSince) == 0) Volatile.Write(ref waitingSince, timeout.Clock.GetTimestamp());
        if (timer is not null) return;
        timer = timeout.Clock.CreateTimer(body => ((ThreadPoolRequestBodyReader)body!).CheckTimeout(), this, timeout.Interval, timeout.Interval);
        http.Response.RegisterForDispose(this);
    }

    private void CheckTimeout()
    {
        var since = Volatile.Read(ref waitingSince);
        if (since == 0 || timeout.Clock.GetElapsedTime(since) < timeout.Limit) return;
        hasTimedOut = true;
        inner.CancelPendingRead();
    }
}
