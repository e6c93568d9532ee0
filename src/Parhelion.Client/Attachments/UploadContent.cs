using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>The body of an upload: a multipart form with one file in the field <c>source</c>, or a part of a file for a resumable upload. It sends the
/// file while it reads it, with one buffer of 128 KiB. Each time that it is sent, it reads the source again, because message handlers may send a
/// request again.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferSize = 128 * 1024;
    private const string OtherLength = "The source changed its length during the upload.";

    private readonly UploadBody body;
    private readonly SendState state;
    private readonly Deadline deadline;
    private readonly long? total;
    private readonly long offset;
    private readonly long? length;
    private readonly byte[] head;
    private readonly byte[] tail;
    private UploadReader? prepared;

    private UploadContent(UploadBody body, UploadReader reader, SendState state, Deadline deadline, UploadRange? range, (byte[] Head, byte[] Tail) frame)
    {
        (this.body, this.state, this.deadline, prepared, (head, tail)) = (body, state, deadline, reader, frame);
        (total, offset, length) = (reader.Length, range?.Offset ?? 0, range is { } part ? part.Count : reader.Length);
    }

    /// <summary>Creates a form with the whole file.</summary>
    public static UploadContent Form(UploadBody body, UploadReader reader, SendState state, Deadline deadline)
    {
        var boundary = $"parhelion-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        var begin = Encoding.UTF8.GetBytes($"--{boundary}\r\n{PartHeaders.Of(body.Source.FileName)}\r\n");
        var end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        var content = new UploadContent(body, reader, state, deadline, range: null, (begin, end));
        content.Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
        return content;
    }

    /// <summary>Creates a part of the file.</summary>
    /// <exception cref="IOException">The source does not have the length that was announced.</exception>
    public static UploadContent Part(UploadBody body, UploadRange range, SendState state, Deadline deadline)
    {
        var reader = body.Source.Open(range.Offset);
        if (reader.Length != range.Length)
        {
            _ = reader.DisposeAsync().AsTask();
            throw new IOException(OtherLength);
        }

        var content = new UploadContent(body, reader, state, deadline, range, ([], []));
        content.Headers.ContentType = new MediaTypeHeaderValue(UploadRequests.PartialUpload);
        return content;
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
            if (head.Length > 0) await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
            var sent = await CopyAsync(reader, stream, cancellationToken).ConfigureAwait(false);
            body.IsSentWhole = true;
            if (tail.Length > 0) await stream.WriteAsync(tail, cancellationToken).ConfigureAwait(false);
            deadline.PutOff();
            if (total is null || offset + sent == total) Report(offset + sent, offset + sent);
        }
    }

    // The first time with the reader whose length was announced; from then on with new ones.
    private UploadReader Open() => Guarded(() =>
    {
        if (Interlocked.Exchange(ref prepared, null) is { } first) return first;
        var reader = body.Source.Open(offset);
        if (reader.Length == total) return reader;
        _ = reader.DisposeAsync().AsTask();
        throw new IOException(OtherLength);
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
                body.Sent += count;
                if (body.Progress is not null && sent != length && progressThrottle.IsDue()) Report(offset + sent, total);
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
            return count > 0 || length is null ? count : throw new EndOfStreamException($"The source ended after {offset + sent} of its {total} bytes.");
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
