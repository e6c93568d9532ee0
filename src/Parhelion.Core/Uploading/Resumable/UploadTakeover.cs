using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Takes uploads over from requests on other nodes.</summary>
internal sealed class UploadTakeover(Database database, InvalidationChannel channel)
{
    // Time that another node has to store what it received. After that, what it has not recorded is sent again.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks the other nodes to end the request that appends, and waits for at most two seconds until it has stored what it received.</summary>
    public async Task WaitAsync(ResumableUploadRow row, CancellationToken cancellationToken)
    {
        channel.Post(new Invalidation(InvalidatedRowKind.ResumableUpload, row.Id));
        var time = TimeProvider.System;
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < Longest;)
        {
            await Task.Delay(Interval, time, cancellationToken);
            if (await database.ReadAsync((session, token) => ResumableUploadTable.FindAsync(session, row.Id, token), cancellationToken) is not { IsActive: true }) return;
        }
    }

    /// <summary>Takes the upload, so that no other request can change its row any more.</summary>
    /// <returns>The row with the new epoch.</returns>
    /// <exception cref="UploadTakenOverException">Another request was faster.</exception>
    public async Task<ResumableUploadRow> TakeAsync(ResumableUploadRow row, bool isActive, CancellationToken cancellationToken)
    {
        if (!await database.WriteAsync(session => ResumableUploadTable.TakeAsync(session, row, isActive), cancellationToken)) throw new UploadTakenOverException();
        return row with { Epoch = row.Epoch + 1, IsActive = isActive };
    }
}
