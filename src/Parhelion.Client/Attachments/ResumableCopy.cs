using System.Buffers;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>Downloads a file to a stream. If the connection breaks, it resumes at the same byte, provided that the file has the same ETag.</summary>
internal sealed class ResumableCopy(MediaReader media, ClientSettings settings)
{
    private const int BufferSize = 128 * 1024;

    private static readonly ApiCall Call = new("Download", HttpMethod.Get, new Uri("about:blank"));

    private readonly RetryPolicy retryPolicy = new(settings);

    /// <summary>Downloads a file.</summary>
    /// <param name="mediaUrl">URL of the file.</param>
    /// <param name="options">The range and the progress handler.</param>
    /// <param name="open">Opens the destination, once the server has answered with the file.</param>
    /// <param name="operation">The operation that the copy belongs to.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public async Task<long> CopyAsync(
        Uri mediaUrl, DownloadOptions options, Func<AttachmentDownload, Stream> open, Operation operation, CancellationToken cancellationToken)
    {
        var download = await OpenAsync(mediaUrl, options, options.IfRange, operation, cancellationToken).ConfigureAwait(false);
        var copy = new Copy(Destination(open, download), options.Progress, download.Length, new ProgressThrottle(settings.Clock));
        var tag = download.ETag;
        for (var attempt = 1; ; attempt++)
        {
            var before = copy.Received;
            var broken = await TryCopyAsync(download, copy, operation, cancellationToken).ConfigureAwait(false);
            // A connection can break behind the last byte. Nothing is left to resume then.
            if (broken is null || copy.Received == (copy.Total ?? options.Length))
            {
                options.Progress?.Report(new DownloadProgress(copy.Received, copy.Received));
                return copy.Received;
            }

            // Only consecutive attempts without progress count towards the limit of retries.
            if (copy.Received > before) attempt = 1;
            await Task.Delay(WaitAfter(broken, copy.Received, attempt, tag, operation), settings.Clock, cancellationToken).ConfigureAwait(false);
            var rest = new DownloadOptions { Offset = options.Offset + copy.Received, Length = options.Length - copy.Received, IfRange = tag };
            download = await OpenAsync(mediaUrl, rest, tag, operation, cancellationToken).ConfigureAwait(false);
        }
    }

    // Refuses a response that begins at another offset, or that is of another file: its bytes must not follow those that were written, in this call or
    // in an earlier one of the caller. It compares the ETag itself, because a server may ignore If-Range.
    private async Task<AttachmentDownload> OpenAsync(Uri mediaUrl, DownloadOptions options, string? tag, Operation operation, CancellationToken cancellationToken)
    {
        var download = await media.OpenAsync(mediaUrl, options, operation, cancellationToken).ConfigureAwait(false);
        var isSame = tag is null || download.ETag == tag;
        if (isSame && IsRange(download, options)) return download;
        download.Dispose();
        var what = isSame ? "the server did not send the requested range of the file" : "the file changed during the download";
        throw new ParhelionException($"{Call.Name}: {what}") { Status = download.Status };
    }

    // A server that ignores the range sends the whole file.
    private static bool IsRange(AttachmentDownload download, DownloadOptions options)
    {
        if (download.Offset != options.Offset || download.Length > options.Length) return false;
        return options.Length is null || download.Length is not null || download.Status == 206;
    }

    private static Stream Destination(Func<AttachmentDownload, Stream> open, AttachmentDownload download)
    {
        try
        {
            return open(download);
        }
        catch
        {
            // The exception of the destination goes to the caller; the connection is closed before.
            download.Dispose();
            throw;
        }
    }

    private TimeSpan WaitAfter(Exception broken, long received, int attempt, string? tag, Operation operation)
    {
        var failure = new AttemptFailure
        {
            Reason = $"the connection broke after {received} bytes: {broken.Message}",
            Cause = broken,
            IsTransient = tag is not null,
            MayHaveBeenExecuted = false,
        };
        operation.Failed(failure);
        var wait = retryPolicy.Next(Call, failure, attempt, out _)
            ?? throw failure.ToException(Call, attempt, tag is null ? "not resumed, because the server sends no strong ETag" : null);
        operation.Resumed(failure, received, wait);
        return wait;
    }

    // Returns the exception that interrupted the download, or null at its end.
    private async Task<Exception?> TryCopyAsync(AttachmentDownload download, Copy copy, Operation operation, CancellationToken cancellationToken)
    {
        using var owned = download;
        using var deadline = new Deadline(settings.IdleTimeout, settings.Clock, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (long received = 0; ;)
            {
                var (count, broken) = await TryReadAsync(download.Content, buffer, deadline, cancellationToken).ConfigureAwait(false);
                if (broken is not null) return broken;
                if (count == 0) return download.Length > received ? new EndOfStreamException("The response ended early.") : null;
                received += count;
                operation.AddReceived(count);
                // A slow destination is not a silent server.
                deadline.Pause();
                await copy.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                deadline.PutOff();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Catches only exceptions of the download. Exceptions of the destination go to the caller.
    private static async ValueTask<(int Count, Exception? Broken)> TryReadAsync(
        Stream content, byte[] buffer, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            return (await content.ReadAsync(buffer.AsMemory(0, BufferSize), deadline.Token).ConfigureAwait(false), null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return (0, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, new TimeoutException("no data arrived within the time limit", e));
        }
    }

    private sealed class Copy(Stream destination, IProgress<DownloadProgress>? progress, long? total, ProgressThrottle progressThrottle)
    {
        public long? Total => total;

        public long Received { get; private set; }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            await destination.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            Received += bytes.Length;
            if (progress is not null && Received != total && progressThrottle.IsDue()) progress.Report(new DownloadProgress(Received, total));
        }
    }
}
