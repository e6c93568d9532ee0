using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>A multipart form with one file in the field <c>source</c>. It sends the file while it reads it, with one buffer of 128 KiB. Each time
/// that it is sent, it reads the source from the beginning, because message handlers may send a request again.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferSize = 128 * 1024;

    private readonly UploadBody body;
    private readonly SendState state;
    private readonly Deadline deadline;
    private readonly long? length;
    private readonly byte[] head;
    private readonly byte[] tail;
    private UploadReader? prepared;

    public UploadContent(UploadBody body, UploadReader reader, SendState state, Deadline deadline)
    {
        (this.body, this.state, this.deadline, prepared, length) = (body, state, deadline, reader, reader.Length);
        var boundary = $"parhelion-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        head = Encoding.UTF8.GetBytes($"--{boundary}\r\n{PartHeaders.Of(body.Source.FileName)}\r\n");
        tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
    }

    protected override bool TryComputeLength(out long length)
    {
        length = head.Length + (this.length ?? 0) + tail.Length;
        return this.length is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        state.CountContent();
        body.Fault = null;
        var reader = Open();
        await using (reader.ConfigureAwait(false))
        {
            await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
            var sent = await CopyAsync(reader, stream, cancellationToken).ConfigureAwait(false);
            body.IsSentWhole = true;
            await stream.WriteAsync(tail, cancellationToken).ConfigureAwait(false);
            deadline.PutOff();
            Report(sent, sent);
        }
    }

    // The first time with the reader whose length was announced; from then on with new ones.
    private UploadReader Open() => Guarded(() =>
    {
        if (Interlocked.Exchange(ref prepared, null) is { } first) return first;
        var reader = body.Source.Open();
        if (reader.Length == length) return reader;
        _ = reader.DisposeAsync().AsTask();
        throw new IOException("The source changed its length during the upload.");
    });

    private async Task<long> CopyAsync(UploadReader reader, Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var progressThrottle = new ProgressThrottle(body.Clock);
            long sent = 0;
            for (int count; (count = await ReadAsync(reader, buffer, sent, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                sent += count;
                state.Operation.AddSent(count);
                deadline.PutOff();
                if (body.Progress is not null && sent != length && progressThrottle.IsDue()) Report(sent, length);
            }

            return sent;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Reads no more than the announced Content-Length: the file may have grown since it was opened. Fewer bytes fail the upload, and the server gets
    // a request that breaks off.
    private async ValueTask<int> ReadAsync(UploadReader reader, byte[] buffer, long sent, CancellationToken cancellationToken)
    {
        var wanted = (int)Math.Min(BufferSize, (length ?? long.MaxValue) - sent);
        if (wanted == 0) return 0;
        body.IsStarted = true;
        try
        {
            var count = await reader.ReadAsync(buffer.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
            return count > 0 || length is null ? count : throw new EndOfStreamException($"The source ended after {sent} of its {length} bytes.");
        }
        catch (Exception e) when (e is not SourceConsumedException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw Fault(e);
        }
    }

    private void Report(long sent, long? total) => Guarded(() =>
    {
        body.Progress?.Report(new UploadProgress(sent, total));
        return true;
    });

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is not SourceConsumedException)
        {
            throw Fault(e);
        }
    }

    private CallerFaultException Fault(Exception e)
    {
        body.Fault = e;
        return new CallerFaultException(e);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref prepared, null) is { } unused) _ = unused.DisposeAsync().AsTask();
        base.Dispose(disposing);
    }
}
