using Parhelion.Cli.Files;

namespace Parhelion.Cli.Transfers;

/// <summary>Writes one file of the server to its target.</summary>
/// <param name="client">The client.</param>
/// <param name="mediaUrl">Media URL of the file.</param>
/// <param name="progress">Receives the bytes that are written and all bytes, if known.</param>
/// <param name="rate">The limit of bytes in a second.</param>
internal sealed class Download(ParhelionClient client, string mediaUrl, Action<long, long?> progress, RateLimit rate)
{
    /// <summary>The name of the partial file that was kept; <c>null</c> if there is none.</summary>
    public string? Kept { get; private set; }

    /// <summary>Writes the bytes into a stream, a device or a pipe, as they arrive.</summary>
    /// <returns>Number of bytes.</returns>
    public Task<long> WriteThroughAsync(Stream destination, DownloadOptions options, CancellationToken cancellationToken) =>
        client.Attachments.DownloadToAsync(mediaUrl, Limited(destination), new DownloadOptions { Offset = options.Offset, Length = options.Length, Progress = Reporting(0) }, cancellationToken);

    /// <summary>Writes the bytes into an existing device or pipe.</summary>
    public async Task<long> WriteThroughAsync(string path, DownloadOptions options, CancellationToken cancellationToken)
    {
        await using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1, FileOptions.Asynchronous);
        return await WriteThroughAsync(device, options, cancellationToken);
    }

    /// <summary>Writes the bytes into a partial file and gives it its final name. Takes up the bytes of an earlier run.</summary>
    /// <returns>Size of the file in bytes.</returns>
    public async Task<long> WriteFileAsync(DownloadTarget target, bool replaces, RemoteFile remote, CancellationToken cancellationToken)
    {
        await using var part = PartialFile.Open(target, mediaUrl, remote.Version);
        if (part.Content.Length > (remote.Size ?? 0)) part.StartOver();
        var have = part.Content.Length;
        try
        {
            if (have == 0 || have < remote.Size)
            {
                var rest = new DownloadOptions { Offset = have, IfRange = remote.Version, Progress = Reporting(have) };
                await client.Attachments.DownloadToAsync(mediaUrl, Limited(part.Content), rest, cancellationToken);
            }
        }
        catch when (remote.Version is not null && part.Content.Length > 0)
        {
            Kept = part.Path;
            throw;
        }

        var size = part.Content.Length;
        await part.CompleteAsync(replaces);
        return size;
    }

    private Stream Limited(Stream stream) => rate.IsActive ? new LimitedStream(stream, rate) : stream;

    private SynchronousProgress<DownloadProgress> Reporting(long have) =>
        new(report => progress(have + report.BytesReceived, have + report.TotalBytes));
}
