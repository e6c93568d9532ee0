using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Ends resumable uploads: marks their rows, then erases their bytes.</summary>
internal sealed class UploadEnding(IBlobStore blobs, Database database, ResumableUploadOptions options, TimeProvider clock)
{
    /// <summary>When a row that changes now expires.</summary>
    public DateTimeOffset NextExpiry() => clock.GetUtcNow() + options.ResumableAfter;

    /// <summary>Ends an upload if it is open. If its bytes cannot be erased now, the sweep erases them later.</summary>
    /// <returns>False when it was not open.</returns>
    public async Task<bool> EndAsync(ResumableUploadRow row)
    {
        if (!await database.DeleteAsync(session => ResumableUploadTable.EndAsync(session, row.Id, NextExpiry()), CancellationToken.None)) return false;
        await EraseAsync(row);
        return true;
    }

    /// <summary>Erases the bytes of an upload that was ended.</summary>
    public async Task EraseAsync(ResumableUploadRow row)
    {
        try
        {
            await blobs.Partial.DeleteAsync(row.Key, row.Partial, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The sweep erases them before it deletes the row.
        }
    }
}
