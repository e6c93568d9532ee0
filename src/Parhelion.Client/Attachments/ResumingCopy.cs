using System.Buffers;
using Parhelion.Client.Wire;

namespace Parhelion.Client;

/// <summary>Copies a file to a stream. When the connection breaks it goes on where it stopped, as long as the bytes are still the same ones.</summary>
internal sealed class ResumingCopy(MediaReader media, ClientSettings settings)
{
    private const int BufferSize = 128 * 1024;

    private static readonly ApiCall Call = new("Download", HttpMethod.Get, new Uri("about:blank"));

    private readonly Repetition repetition = new(settings);

    public async Task<long> CopyAsync(
        string mediaUrl, Stream destination, DownloadOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var download = await media.OpenAsync(mediaUrl, options, cancellationToken).ConfigureAwait(false);
        if (download.Offset != options.Offset)
        {
            download.Dispose();
            throw new ParhelionException("Download: the server gave the file from its beginning, not the range") { Status = (int)download.Status };
        }

        var copy = new Copy(destination, progress, download.Length, new Throttle(settings.Clock));
        var (start, tag) = (download.Offset, download.ETag);
        for (var attempt = 1; ; attempt++)
        {
            Exception broken;
            var before = copy.Received;
            using (download)
            {
                if (await TryCopyAsync(download, copy, cancellationToken).ConfigureAwait(false) is not { } fault)
                {
                    progress?.Report(new DownloadProgress(copy.Received, copy.Received));
                    return copy.Received;
                }

                broken = fault;
            }

            // Progress earns new attempts: only standing still is counted.
            if (copy.Received > before) attempt = 1;
            var failure = new Failure { Reason = "broken off after " + copy.Received + " bytes: " + broken.Message, Cause = broken, IsTransient = tag is not null, MayHaveBeenExecuted = false };
            if (repetition.Next(Call, failure, attempt, out _) is not { } wait) throw failure.ToException(Call, attempt, tag is null ? "not resumed, as the server gives no strong ETag" : null);
            await Task.Delay(wait, settings.Clock, cancellationToken).ConfigureAwait(false);
            download = await ResumeAsync(mediaUrl, options, start + copy.Received, copy.Received, tag!, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<AttachmentDownload> ResumeAsync(
        string mediaUrl, DownloadOptions options, long offset, long received, string tag, CancellationToken cancellationToken)
    {
        var rest = new DownloadOptions { Offset = offset, Length = options.Length - received, IfRange = tag };
        var download = await media.OpenAsync(mediaUrl, rest, cancellationToken).ConfigureAwait(false);
        if (download.Offset == offset && download.ETag == tag) return download;
        download.Dispose();
        throw new ParhelionException("Download: the file has changed while it was being downloaded") { Status = (int)download.Status };
    }

    // The exception that broke it off, or nothing.
    private async Task<Exception?> TryCopyAsync(AttachmentDownload download, Copy copy, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(settings.IdleTimeout, settings.Clock, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long received = 0;
            for (; ; )
            {
                int count;
                try
                {
                    count = await download.Content.ReadAsync(buffer.AsMemory(0, BufferSize), deadline.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    return e;
                }

                if (count == 0) return download.Length > received ? new EndOfStreamException("The answer ended early.") : null;
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

    private sealed class Copy(Stream destination, IProgress<DownloadProgress>? progress, long? total, Throttle throttle)
    {
        public long Received { get; private set; }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            await destination.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            Received += bytes.Length;
            if (progress is not null && Received != total && throttle.IsDue()) progress.Report(new DownloadProgress(Received, total));
        }
    }
}
