using System.Buffers;
using System.Net;
using Parhelion.Client.Wire;

namespace Parhelion.Client;

/// <summary>Downloads a file to a stream. If the connection breaks, it resumes at the same byte, provided that the file has the same ETag.</summary>
internal sealed class ResumableCopy(MediaReader media, ClientSettings settings)
{
    private const int BufferSize = 128 * 1024;

    private static readonly ApiCall Call = new("Download", HttpMethod.Get, new Uri("about:blank"));

    private readonly RetryPolicy retryPolicy = new(settings);

    public async Task<long> CopyAsync(
        string mediaUrl, Stream destination, DownloadOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var download = await OpenAsync(mediaUrl, options, tag: null, cancellationToken).ConfigureAwait(false);
        var copy = new Copy(destination, progress, download.Length, new ProgressThrottle(settings.Clock));
        var tag = download.ETag;
        for (var attempt = 1; ; attempt++)
        {
            var before = copy.Received;
            var broken = await TryCopyAsync(download, copy, cancellationToken).ConfigureAwait(false);
            // A connection can break behind the last byte. Nothing is left to resume then.
            if (broken is null || copy.Received == (copy.Total ?? options.Length))
            {
                progress?.Report(new DownloadProgress(copy.Received, copy.Received));
                return copy.Received;
            }

            // Only consecutive attempts without progress count towards the limit of retries.
            if (copy.Received > before) attempt = 1;
            await Task.Delay(WaitAfter(broken, copy.Received, attempt, tag), settings.Clock, cancellationToken).ConfigureAwait(false);
            var rest = new DownloadOptions { Offset = options.Offset + copy.Received, Length = options.Length - copy.Received, IfRange = tag };
            download = await OpenAsync(mediaUrl, rest, tag, cancellationToken).ConfigureAwait(false);
        }
    }

    // Refuses a response that begins at another offset, or that is of another file: its bytes must not follow those that were written.
    private async Task<AttachmentDownload> OpenAsync(string mediaUrl, DownloadOptions options, string? tag, CancellationToken cancellationToken)
    {
        var download = await media.OpenAsync(mediaUrl, options, cancellationToken).ConfigureAwait(false);
        if (IsRange(download, options) && (tag is null || download.ETag == tag)) return download;
        download.Dispose();
        var what = tag is null ? "the server sent other bytes of the file than the range" : "the file changed during the download";
        throw new ParhelionException($"{Call.Name}: {what}") { Status = (int)download.Status };
    }

    // A server that ignores the range sends the whole file.
    private static bool IsRange(AttachmentDownload download, DownloadOptions options)
    {
        if (download.Offset != options.Offset || download.Length > options.Length) return false;
        return options.Length is null || download.Length is not null || download.Status == HttpStatusCode.PartialContent;
    }

    private TimeSpan WaitAfter(Exception broken, long received, int attempt, string? tag)
    {
        var attemptFailure = new AttemptFailure
        {
            Reason = $"the connection broke after {received} bytes: {broken.Message}",
            Cause = broken,
            IsTransient = tag is not null,
            MayHaveBeenExecuted = false,
        };
        return retryPolicy.Next(Call, attemptFailure, attempt, out _)
            ?? throw attemptFailure.ToException(Call, attempt, tag is null ? "not resumed, because the server sends no strong ETag" : null);
    }

    // Returns the exception that interrupted the download, or null at its end.
    private async Task<Exception?> TryCopyAsync(AttachmentDownload download, Copy copy, CancellationToken cancellationToken)
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
                deadline.PutOff();
                await copy.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
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
