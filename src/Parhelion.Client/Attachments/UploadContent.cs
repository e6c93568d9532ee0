using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Client.Wire;

namespace Parhelion.Client;

/// <summary>A multipart form with one file in the field <c>source</c>. It sends the file while it reads it, with one buffer of 128 KiB.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferSize = 128 * 1024;

    private readonly UploadBody body;
    private readonly UploadSourceReader reading;
    private readonly Deadline deadline;
    private readonly byte[] head;
    private readonly byte[] tail;

    public UploadContent(UploadBody body, UploadSourceReader reading, Deadline deadline)
    {
        (this.body, this.reading, this.deadline) = (body, reading, deadline);
        var boundary = $"parhelion-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        head = Encoding.UTF8.GetBytes($"--{boundary}\r\n{PartHeaders.Of(body.Source.FileName)}\r\n");
        tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
    }

    protected override bool TryComputeLength(out long length)
    {
        length = head.Length + (reading.Length ?? 0) + tail.Length;
        return reading.Length is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
        var sent = await CopyAsync(stream, cancellationToken).ConfigureAwait(false);
        body.IsSentWhole = true;
        await stream.WriteAsync(tail, cancellationToken).ConfigureAwait(false);
        deadline.PutOff();
        body.Progress?.Report(new UploadProgress(sent, sent));
    }

    private async Task<long> CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var progressThrottle = new ProgressThrottle(body.Clock);
            long sent = 0;
            for (int count; (count = await ReadAsync(buffer, sent, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                sent += count;
                deadline.PutOff();
                if (body.Progress is not null && sent != reading.Length && progressThrottle.IsDue()) body.Progress.Report(new UploadProgress(sent, reading.Length));
            }

            return sent;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Reads no more than the announced Content-Length: the file may have grown since it was opened.
    private async ValueTask<int> ReadAsync(byte[] buffer, long sent, CancellationToken cancellationToken)
    {
        var wanted = (int)Math.Min(BufferSize, (reading.Length ?? long.MaxValue) - sent);
        if (wanted == 0) return 0;
        body.IsStarted = true;
        try
        {
            var count = await reading.Stream.ReadAsync(buffer.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
            return count > 0 || reading.Length is null ? count : throw new EndOfStreamException("The source ended before its announced length.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            body.SourceFault = e;
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !reading.LeaveOpen) reading.Stream.Dispose();
        base.Dispose(disposing);
    }
}
