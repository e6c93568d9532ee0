using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Ends resumable uploads whose time is over or whose app, API key or conversation was deleted, and erases their bytes. An ended upload keeps its row for
/// as long as an upload can be resumed; then its bytes are erased once more, in case the first time failed, and the row is deleted.</summary>
public sealed class ResumableUploadSweep(IBlobStore blobs, Database database, ResumableUploadOptions options, TimeProvider clock)
{
    private const int Batch = 200;

    private readonly UploadEnding ending = new(blobs, database, options, clock);

    /// <summary>Goes through all uploads once. Returns how many were ended.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken) => await EndUnownedAsync(cancellationToken) + await EndExpiredAsync(cancellationToken);

    /// <summary>Deletes the rows of upload links that expired two days ago.</summary>
    public async Task ForgetLinksAsync(CancellationToken cancellationToken)
    {
        while (await database.DeleteAsync(session => UploadLinkTable.ForgetAsync(session, clock.GetUtcNow() - UploadLinkUse.KeptTime, Batch), cancellationToken) == Batch)
        {
        }
    }

    private async Task<int> EndUnownedAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        for (var after = ""; ;)
        {
            var from = after;
            var unowned = await database.ReadAsync((session, token) => ResumableUploadTable.ListUnownedAsync(session, from, Batch, token), cancellationToken);
            foreach (var row in unowned) ended += await ending.EndAsync(row) ? 1 : 0;
            if (unowned.Count < Batch) return ended;
            after = unowned[^1].Id;
        }
    }

    private async Task<int> EndExpiredAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        while (true)
        {
            var now = clock.GetUtcNow();
            var expired = await database.ReadAsync((session, token) => ResumableUploadTable.ListExpiredAsync(session, now, Batch, token), cancellationToken);
            foreach (var row in expired)
            {
                if (row.State != ResumableUploadState.Open) await ForgetAsync(row, cancellationToken);
                else if (await ending.EndAsync(row)) ended++;
            }

            if (expired.Count < Batch) return ended;
        }
    }

    private async Task ForgetAsync(ResumableUploadRow row, CancellationToken cancellationToken)
    {
        if (row.State == ResumableUploadState.Gone) await blobs.Partial.DeleteAsync(row.Key, row.Partial, cancellationToken);
        await database.DeleteAsync(
            async session =>
            {
                await ResumableUploadTable.DeleteAsync(session, row.Id);
                return true;
            },
            cancellationToken);
    }
}
