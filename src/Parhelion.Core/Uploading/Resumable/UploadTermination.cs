using System.Data.Common;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Ends open resumable uploads in three steps: marks the row of the upload as ended, stops the requests that still append to the upload, and erases
/// the bytes.</summary>
internal sealed class UploadTermination(
    IBlobStore blobs, Database database, InvalidationChannel channel, ResumableRequestRegistry active, ResumableUploadOptions options, TimeProvider clock)
{
    /// <summary>When a row that changes now expires, if it has bytes, is complete or is gone.</summary>
    public DateTimeOffset NextExpiry() => clock.GetUtcNow() + options.ResumableAfter;

    /// <summary>When a row that changes now expires.</summary>
    /// <param name="received">Number of bytes that are stored.</param>
    public DateTimeOffset NextExpiry(long received) => received > 0 ? NextExpiry() : clock.GetUtcNow() + Min(options.ResumableAfter, ResumableUploadOptions.EmptyAfter);

    /// <summary>Ends an upload if it is open, whoever appends to it. If its bytes cannot be erased now, the sweep erases them later.</summary>
    /// <param name="row">The upload.</param>
    /// <param name="before">The upload ends only if it expires before this time; <c>null</c> if it ends in any case.</param>
    /// <returns>False when it was not open, or does not expire yet.</returns>
    public async Task<bool> EndAsync(ResumableUploadRow row, DateTimeOffset? before = null)
    {
        if (!await database.DeleteAsync(session => ResumableUploadTable.EndAsync(session, row.Id, NextExpiry(), before: before), CancellationToken.None)) return false;
        await StopAndEraseAsync(row);
        return true;
    }

    /// <summary>Ends an upload for the request that has taken the upload. If a later request has taken the upload meanwhile, the upload stays.</summary>
    /// <param name="row">The row as the request has taken it.</param>
    /// <returns>False when another request has taken the upload, or it has ended.</returns>
    public async Task<bool> EndOwnAsync(ResumableUploadRow row)
    {
        if (!await database.DeleteAsync(session => ResumableUploadTable.EndAsync(session, row.Id, NextExpiry(), row.Epoch), CancellationToken.None)) return false;
        await TryEraseAsync(row);
        return true;
    }

    /// <summary>Records that a request does not append any more. If this fails, the next request waits a little longer.</summary>
    /// <param name="row">The row as the request has taken it.</param>
    /// <returns>False when another request has taken the upload, or it has ended.</returns>
    public async Task<bool> TryReleaseAsync(ResumableUploadRow row)
    {
        try
        {
            return await database.DeleteAsync(session => ResumableUploadTable.ReleaseAsync(session, row.Id, row.Epoch, NextExpiry(received: 0)), CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            // The caller has a fault of its own to report.
            return true;
        }
    }

    /// <summary>Stops the requests on all nodes that append to an upload that was ended, and erases the bytes of the upload.</summary>
    public async Task StopAndEraseAsync(ResumableUploadRow row)
    {
        active.Stop(row.Id);
        channel.Post(new InvalidationMessage(InvalidationKind.ResumableUpload, row.Id));
        await TryEraseAsync(row);
    }

    /// <summary>Erases the bytes of an upload that is gone, also if they were published already.</summary>
    /// <exception cref="IOException">Something could not be erased.</exception>
    public async Task EraseAsync(ResumableUploadRow row, CancellationToken cancellationToken)
    {
        await blobs.Partial.DeleteAsync(row.Key, row.Partial, cancellationToken);
        // The row is gone, so nobody can become the owner any more.
        if (await BlobOwnerLookup.AnyAsync(database, row.Key, cancellationToken)) return;
        foreach (var failure in await blobs.DeleteAsync([row.Key], cancellationToken)) throw new IOException("The blob of an upload that is gone could not be erased.", failure.Fault);
    }

    /// <summary>Erases what a request has stored after its upload was ended. An upload that another request has taken keeps its bytes.</summary>
    public async Task EraseIfGoneAsync(ResumableUploadRow row)
    {
        try
        {
            var now = await database.ReadAsync((session, token) => ResumableUploadTable.FindAsync(session, row.Id, token), CancellationToken.None);
            if (now?.State == ResumableUploadState.Gone) await TryEraseAsync(row);
        }
        catch (DbException)
        {
            // The sweep erases them before it deletes the row.
        }
    }

    private async Task TryEraseAsync(ResumableUploadRow row)
    {
        try
        {
            await EraseAsync(row, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DbException)
        {
            // The sweep erases them before it deletes the row.
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
