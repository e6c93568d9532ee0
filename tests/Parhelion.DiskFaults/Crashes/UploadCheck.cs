using System.Collections.Concurrent;
using System.Security.Cryptography;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>Continues the resumable uploads that a crash has left, and compares each whole file with what was sent.</summary>
internal sealed class UploadCheck(Api api, Promises promises)
{
    private readonly ConcurrentQueue<Finding> findings = new();

    /// <summary>Returns the promises that were broken.</summary>
    public async Task<IEnumerable<Finding>> RunAsync()
    {
        await Parallel.ForEachAsync(promises.MustContinue.Values, async (upload, _) => await TryContinueAsync(upload));
        await Parallel.ForEachAsync(promises.MustHaveEnded, async (path, _) =>
        {
            var (status, _, _) = await api.Uploads.FindAsync(path);
            if (status is not (404 or 410)) findings.Enqueue(new Finding(FindingKind.Served, $"{path}: {status}, although it was ended"));
        });
        return findings;
    }

    private async Task TryContinueAsync(LoadUpload upload)
    {
        try
        {
            await ContinueAsync(upload);
        }
        catch (HttpRequestException e)
        {
            Lose($"{upload}: {e.Message}");
        }
    }

    private async Task ContinueAsync(LoadUpload upload)
    {
        var (status, offset, media) = await api.Uploads.FindAsync(upload.Path);
        if (status is not (200 or 204) || offset < upload.Offset || offset > upload.Size)
        {
            Lose($"{upload}: {status}, offset {offset}");
            return;
        }

        var bytes = upload.File.Bytes;
        if (media is null) (status, media) = await api.Uploads.AppendAsync(upload with { Offset = offset }, bytes.AsMemory(offset), isLast: true);
        if (media is null)
        {
            Lose($"{upload}: it cannot be completed from {offset} on: {status}");
            return;
        }

        var (read, stored) = await api.ReadAsync(media);
        if (read != 200 || !SHA256.HashData(stored).AsSpan().SequenceEqual(SHA256.HashData(bytes))) Lose($"{upload}: {read}, wrong bytes");
    }

    private void Lose(string text) => findings.Enqueue(new Finding(FindingKind.Lost, text));
}
