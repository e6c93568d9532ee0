namespace Parhelion.DiskFaults.Load;

/// <summary>Creates resumable uploads, sends them in pieces, completes some and ends some. Many stay unfinished, also over a restart of the server.</summary>
internal sealed class UploadCaller(PromiseBook book, Random random)
{
    private const int MaxOpen = 4;
    private const int MaxPiece = 2_000_000;
    private const int MaxSize = 6_000_000;

    private readonly List<LoadUpload> open = [];

    /// <summary>Does one random thing with an upload.</summary>
    /// <returns>The path and the bytes of a file that became an attachment; otherwise <c>null</c>.</returns>
    public async Task<(string Path, byte[] Bytes)?> ActAsync(UploadApi api)
    {
        if (open.Count == 0 || (open.Count < MaxOpen && random.Next(3) == 0))
        {
            await CreateAsync(api);
            return null;
        }

        var upload = open[random.Next(open.Count)];
        if (random.Next(12) > 0) return await AppendAsync(api, upload);
        await EndAsync(api, upload);
        return null;
    }

    private async Task CreateAsync(UploadApi api)
    {
        var upload = new LoadUpload("", random.Next(), random.Next(1, random.Next(3) == 0 ? MaxSize : 100_000), 0);
        var file = upload.File;
        if (await api.CreateAsync(file.Name, upload.Size) is not { } path) return;
        upload = upload with { Path = path };
        open.Add(upload);
        book.Received(upload);
    }

    private async Task<(string Path, byte[] Bytes)?> AppendAsync(UploadApi api, LoadUpload upload)
    {
        var bytes = upload.File.Bytes;
        var end = Math.Min(upload.Size, upload.Offset + random.Next(1, MaxPiece));
        var (status, media) = await api.AppendAsync(upload, bytes.AsMemory(upload.Offset..end), isLast: end == upload.Size);
        if (status is not (201 or 204))
        {
            // Nothing was told, but something may be stored: the next request asks where to go on.
            open.Remove(upload);
            return null;
        }

        open.Remove(upload);
        if (media is not null)
        {
            book.Stored(media, bytes);
            book.Finishing(upload);
            return (media, bytes);
        }

        upload = upload with { Offset = end };
        open.Add(upload);
        book.Received(upload);
        return null;
    }

    private async Task EndAsync(UploadApi api, LoadUpload upload)
    {
        open.Remove(upload);
        book.Finishing(upload);
        if (await api.EndAsync(upload.Path) == 204) book.Ended(upload);
    }
}
