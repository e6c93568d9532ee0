using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>
/// Ends resumable uploads that have expired, or whose app, API key or conversation was deleted. The sweep erases the bytes of an ended upload, but keeps its
/// row. Until <see cref="ResumableUploadOptions.ResumableAfter"/> has passed, requests on the upload get status 410. Then a later sweep deletes the row.
/// </summary>
/// <remarks>Before the later sweep deletes the row, it erases the bytes once more, because the first erasure may have failed. The sweep also deletes the rows
/// of complete uploads after the same time; their attachments stay.</remarks>
public sealed class ResumableUploadSweep(
    IBlobStore blobs, Database database, InvalidationChannel channel, ResumableRequestRegistry active, ResumableUploadOptions options, TimeProvider clock)
{
    private const int Batch = 200;

    private readonly UploadTermination ending = new(blobs, database, channel, active, options, clock);

    /// <summary>Goes through all uploads once. An upload whose bytes cannot be erased keeps its row until the next time.</summary>
    /// <param name="failed">Called with the fault of each upload whose bytes could not be erased.</param>
    /// <param name="cancellationToken">Stops between two uploads.</param>
    /// <returns>How many uploads were ended.</returns>
    public async Task<int> RunAsync(Action<Exception> failed, CancellationToken cancellationToken) =>
        await EndUnownedAsync(cancellationToken) + await EndExpiredAsync(failed, cancellationToken);

    /// <summary>Deletes the rows of upload links that expired two days ago.</summary>
    public async Task ForgetLinksAsync(CancellationToken cancellationToken)
    {
        while (await database.DeleteAsync(session => UploadLinkTable.ForgetAsync(session, clock.GetUtcNow() - UploadLinkLimits.KeptTime, Batch), cancellationToken) == Batch)
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

    private async Task<int> EndExpiredAsync(Action<Exception> failed, CancellationToken cancellationToken)
    {
        var ended = 0;
        var now = clock.GetUtcNow();
        ResumableUploadRow? last = null;
        while (true)
        {
            var after = last;
            var expired = await database.ReadAsync((session, token) => ResumableUploadTable.ListExpiredAsync(session, after, now, Batch, token), cancellationToken);
            foreach (var row in expired)
            {
                if (row.State != ResumableUploadState.Open) await ForgetAsync(row, failed, cancellationToken);
                // A request may have taken it since it was listed.
                else if (await ending.EndAsync(row, before: now)) ended++;
            }

            if (expired.Count < Batch) return ended;
            last = expired[^1];
        }
    }

    private async Task ForgetAsync(ResumableUploadRow row, Action<Exception> failed, CancellationToken cancellationToken)
    {
        try
        {
            if (row.State == ResumableUploadState.Gone) await ending.EraseAsync(row, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failed(e);
            return;
        }

        await database.DeleteAsync(
            async session =>
            {
                await ResumableUploadTable.DeleteAsync(session, row.Id);
                return true;
            },
            cancellationToken);
    }
}
