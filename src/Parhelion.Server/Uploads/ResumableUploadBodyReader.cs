using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections.Features;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Uploads;

/// <summary>
/// Reads the body of a request that appends to a resumable upload. If the client closes the connection early, the caller can still read all bytes that arrived.
/// If the client resets the connection, unread bytes are lost.
/// </summary>
/// <remarks>When the client closes the connection, Kestrel fails the next read, although Kestrel still has bytes that arrived before. This class returns
/// these bytes before it throws. If the connection was reset, Kestrel itself has lost these bytes.</remarks>
internal sealed class ResumableUploadBodyReader(HttpContext http) : PipeReader
{
    private readonly PipeReader inner = http.Request.BodyReader;
    private PipeReader? connection;
    private Task<ReadResult>? waiting;
    private ExceptionDispatchInfo? end;

    /// <inheritdoc />
    /// <remarks>A cancelled read goes on, and the next call returns its result. The read of Kestrel is not cancelled, because Kestrel would close the
    /// connection, and the bytes that have arrived meanwhile would be lost.</remarks>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        end?.Throw();
        try
        {
            if (waiting is null)
            {
                var reading = inner.ReadAsync(CancellationToken.None);
                if (reading.IsCompletedSuccessfully) return reading.Result;
                waiting = reading.AsTask();
            }

            var read = await waiting.WaitAsync(cancellationToken);
            waiting = null;
            return read;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            waiting = null;
            end = ExceptionDispatchInfo.Capture(e);
            if (!TryReadConnection(e, out var last)) throw;
            return last;
        }
    }

    /// <inheritdoc />
    public override bool TryRead(out ReadResult result) => throw new NotSupportedException("Whether a read still waits is not known at once. Use ReadAsync.");

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed) => (connection ?? inner).AdvanceTo(consumed);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => (connection ?? inner).AdvanceTo(consumed, examined);

    /// <inheritdoc />
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    // With Content-Length, all bytes that the connection still has belong to the body, because it ended in the middle. Kestrel passes chunks on before it fails. Over HTTP/2 a connection has several bodies.
    private bool TryReadConnection(Exception fault, out ReadResult result)
    {
        result = default;
        if (fault is not ClientBodyException { InnerException: BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } }) return false;
        if (http.Request.ContentLength is null || !HttpProtocol.IsHttp11(http.Request.Protocol)) return false;
        if (http.Features.Get<IConnectionTransportFeature>()?.Transport.Input is not { } input) return false;
        EndRead(input);
        if (!input.TryRead(out var read)) return false;
        connection = input;
        result = new ReadResult(read.Buffer, isCanceled: false, isCompleted: false);
        return true;
    }

    private static void EndRead(PipeReader input)
    {
        try
        {
            input.AdvanceTo(default, default);
        }
        catch (InvalidOperationException)
        {
            // Kestrel has ended the read that failed.
        }
    }
}
