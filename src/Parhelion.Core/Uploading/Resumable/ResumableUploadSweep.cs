using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Ends resumable uploads whose time is over or whose app, API key or conversation was deleted, and erases their bytes. An ended upload keeps its row for
/// as long as an upload can be resumed; then its bytes are erased once more, in case the first time failed, and the row is deleted.</summary>
public sealed class ResumableUploadSweep(IBlobStore blobs, Database database, ResumableUploadOptions options, TimeProvider clock)
{
    private const int Batch = 200;

    /// <summary>Goes through all uploads once. Returns how many were ended.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        for (var after = ""; ;)
        {
            var unowned = await database.ReadAsync((session, token) => ResumableUploadTable.ListUnownedAsync(session, after, Batch, token), cancellationToken);
            foreach (var row in unowned) ended += await EndAsync(row, cancellationToken);
            if (unowned.Count < Batch) break;
            after = unowned[^1].Id;
        }

        while (true)
        {
            var now = clock.GetUtcNow();
            var expired = await database.ReadAsync((session, token) => ResumableUploadTable.ListExpiredAsync(session, now, Batch, token), cancellationToken);
            foreach (var row in expired) ended += row.State == ResumableUploadState.Open ? await EndAsync(row, cancellationToken) : await ForgetAsync(row, cancellationToken);
            if (expired.Count < Batch) return ended;
        }
    }

    /// <summary>Deletes the rows of expired upload links.</summary>
    public async Task ForgetLinksAsync(CancellationToken cancellationToken)
    {
        while (await database.DeleteAsync(session => UploadLinkTable.ForgetAsync(session, clock.GetUtcNow(), Batch), cancellationToken) == Batch)
        {
        }
    }

    private async Task<int> EndAsync(ResumableUploadRow row, CancellationToken cancellationToken)
    {
        var forgetAt = clock.GetUtcNow() + options.ResumableAfter;
        if (!await database.DeleteAsync(session => ResumableUploadTable.EndAsync(session, row.Id, forgetAt), cancellationToken)) return 0;
        await blobs.Partial.DeleteAsync(row.Key, row.Partial, cancellationToken);
        return 1;
    }

    private async Task<int> ForgetAsync(ResumableUploadRow row, CancellationToken cancellationToken)
    {
        if (row.State == ResumableUploadState.Gone) await blobs.Partial.DeleteAsync(row.Key, row.Partial, cancellationToken);
        await database.DeleteAsync(
            async session =>
            {
                await ResumableUploadTable.DeleteAsync(session, row.Id);
                return true;
            },
            cancellationToken);
        return 0;
    }
}
