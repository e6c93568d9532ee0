using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Usage;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>
/// Creates a resumable upload, which has no bytes yet. First checks the file name, the length, the quota of the app and the free space. Also checks the upload
/// link and the number of unfinished uploads of the app.
/// </summary>
internal sealed class ResumableUploadCreator(
    FileValidator rules, Database database, UploadTermination ending, UploadSpaceCheck space, UploadOptions limits, ResumableUploadOptions options, TimeProvider clock)
{
    /// <summary>Creates an upload without bytes.</summary>
    /// <exception cref="ProblemException">See <see cref="ResumableUploadService.CreateAsync"/>.</exception>
    public async Task<ResumableUploadRow> RunAsync(NewResumableUpload request, CancellationToken cancellationToken)
    {
        var limit = limits.LimitOf(request.Properties);
        var name = FileNameCheck.Require(rules, request.FileName, request.Properties);
        if (request.Length == 0) throw new ProblemException(Problems.BadRequest("File is empty"));
        if (request.Length > limit) throw new UploadTooLargeException(limit);
        request.Properties.RequireQuota(request.Length);
        request.Properties.RequireQuota(request.ContentLength);
        space.Require(request.Length);
        var row = RowOf(request, name.Value, limit);
        var replaced = await database.WriteAsync(session => InsertAsync(session, row, request.Properties.Link), cancellationToken);
        foreach (var old in replaced) await ending.StopAndEraseAsync(old);
        return row;
    }

    private ResumableUploadRow RowOf(NewResumableUpload request, string name, long limit) => new()
    {
        Id = BlobKey.New().Value,
        Key = BlobKey.New(),
        AppId = request.Properties.AppId,
        ConversationId = request.Properties.ConversationId,
        ForMessage = request.Properties.ForMessage,
        IsPrivate = request.Properties.IsPrivate,
        KeyId = request.KeyId,
        LinkId = request.Properties.Link?.LinkId,
        LinkUploads = request.Properties.Link?.MaxUploads,
        LinkExpiresAt = request.Properties.Link?.ExpiresAt,
        FileName = name,
        Metadata = request.Metadata,
        MaxBytes = limit,
        Length = request.Length,
        Received = 0,
        Epoch = 0,
        CreatedAt = clock.GetUtcNow(),
        ExpiresAt = ending.NextExpiry(received: 0),
    };

    private async ValueTask<List<ResumableUploadRow>> InsertAsync(DatabaseSession session, ResumableUploadRow row, UploadLinkLimits? link)
    {
        var replaced = link is null ? [] : await MakeRoomAsync(session, link, ending.NextExpiry());
        if (await ResumableUploadTable.ReachesAsync(session, row.AppId, options.MaxOpen)) throw new ProblemException(Problems.TooManyUploads(options.MaxOpen));
        await ResumableUploadTable.InsertAsync(session, row);
        return replaced;
    }

    // A page that was reloaded begins anew, so the oldest unfinished uploads of the link make room.
    private static async ValueTask<List<ResumableUploadRow>> MakeRoomAsync(DatabaseSession session, UploadLinkLimits link, DateTimeOffset forgetAt)
    {
        var left = link.MaxUploads - (int)await UploadLinkTable.UsesAsync(session, link.LinkId, default);
        if (left <= 0) throw new ProblemException(Problems.UploadLinkGone);
        var open = await ResumableUploadTable.ListOfLinkAsync(session, link.LinkId, link.MaxUploads);
        List<ResumableUploadRow> replaced = [.. open.OrderBy(old => old.CreatedAt).Take(open.Count - left + 1)];
        foreach (var old in replaced) await ResumableUploadTable.EndAsync(session, old.Id, forgetAt);
        return replaced;
    }
}
