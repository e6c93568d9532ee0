using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>
/// Lets a request take over a resumable upload. If another node still appends to the upload, first asks that node to stop, and waits at most ten seconds. Then
/// claims the row of the upload for the new request.
/// </summary>
internal sealed class UploadTakeover(Database database, InvalidationChannel channel, UploadTermination ending, TimeProvider clock)
{
    // Time that another node has to store what it received. After that, what it has not recorded is sent again. A slow store needs seconds for a part. A node
    // that was killed makes the client wait as long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // Time that this or another node has to begin with a request that has reached it.
    private static readonly TimeSpan Start = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks the other nodes to end the request that appends to the upload. Waits at most ten seconds until that request has stored the bytes that it
    /// received.</summary>
    public async Task WaitAsync(ResumableUploadRow row, CancellationToken cancellationToken)
    {
        channel.Post(new InvalidationMessage(InvalidationKind.ResumableUpload, row.Id));
        var time = TimeProvider.System;
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < Longest;)
        {
            await Task.Delay(Interval, time, cancellationToken);
            if (await database.ReadAsync((session, token) => ResumableUploadTable.FindAsync(session, row.Id, token), cancellationToken) is not { IsActive: true }) return;
        }
    }

    /// <summary>Waits until a node has begun with a request whose connection has just broken. Until then, no node knows of the bytes of this request.</summary>
    public static Task WaitForStartAsync(CancellationToken cancellationToken) => Task.Delay(Start, TimeProvider.System, cancellationToken);

    /// <summary>Takes the upload, so that no other request can change its row any more. Checks the row only then, because another node may have recorded bytes
    /// until this moment.</summary>
    /// <param name="id">Id of the upload.</param>
    /// <param name="isActive">Whether the caller will append.</param>
    /// <param name="check">Returns the row as it is to be used. If it throws, the upload was not taken.</param>
    /// <param name="cancellationToken">Cancels before the transaction begins.</param>
    /// <returns>The row with the new epoch, or the row of a complete upload, which was not taken.</returns>
    /// <exception cref="ProblemException">Status 404: there is no such upload. Status 410: it is gone.</exception>
    public async Task<ResumableUploadRow> TakeAsync(string id, bool isActive, Func<ResumableUploadRow, ResumableUploadRow> check, CancellationToken cancellationToken)
    {
        var (now, expiry) = (clock.GetUtcNow(), ending.NextExpiry());
        return await database.WriteAsync(
            async session =>
            {
                var isTaken = await ResumableUploadTable.TakeAsync(session, id, isActive, now, expiry);
                var row = await ResumableUploadTable.FindAsync(session, id, CancellationToken.None) ?? throw new ProblemException(Problems.ResourceNotFound);
                if (isTaken) return check(row);
                return row.State == ResumableUploadState.Complete ? row : throw new ProblemException(Problems.UploadGone);
            },
            cancellationToken);
    }
}
