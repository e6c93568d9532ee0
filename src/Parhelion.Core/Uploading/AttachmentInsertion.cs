using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Renditions;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>Inserts the row of an attachment after the bytes of the attachment were stored. Every kind of upload ends with this insertion.</summary>
internal static class AttachmentInsertion
{
    /// <summary>Inserts the row, and counts the usage of the app and the use of the upload link. The caller runs it in a transaction.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="rules">Tell which extension a type belongs to.</param>
    /// <param name="renditions">Add the attachment to the queue of renditions.</param>
    /// <param name="row">The new row.</param>
    /// <param name="write">The result of storing the bytes.</param>
    /// <param name="link">The upload link that was used; <c>null</c> for none.</param>
    /// <param name="now">The current time.</param>
    /// <exception cref="ProblemException">Status 404: the app or the conversation was deleted during the upload. Status 410: the same for an upload with a link, or the
    /// link has been used up or expired long ago. Status 413: a limit of the app is exceeded. Status 415: the app does not allow the type.</exception>
    public static async ValueTask RunAsync(
        DatabaseSession session, FileValidator rules, RenditionRules renditions, AttachmentRow row, BlobWriteResult write, UploadLinkLimits? link, DateTimeOffset now)
    {
        var isInserted = await AttachmentTable.InsertAsync(session, row);
        if (link is not null && !(isInserted && await CountAsync(session, row, link, now))) throw new ProblemException(Problems.UploadLinkGone);
        if (!isInserted) throw new ProblemException(await ConflictProblemAsync(session, row));

        var settings = await UsageChangeTable.InsertAsync(session, UsageChange.OfUpload(row, now), row.Id);
        if (settings is not null) await RequireLimitsAsync(session, rules, row, AppQuota.Of(settings));
        if (write.LateFor > TimeSpan.Zero) await LateWriteTable.InsertAsync(session, row.Key, now + write.LateFor);
        await renditions.QueueAsync(session, row);
    }

    // The limits may have changed during the upload. The usage includes this upload. Transactions are serializable, so of uploads at the same time no more are
    // inserted than the quota allows.
    private static async ValueTask RequireLimitsAsync(DatabaseSession session, FileValidator rules, AttachmentRow row, AppQuota quota)
    {
        if (quota.Extensions is { } extensions)
        {
            if (!FileNameCheck.Allows(extensions, FileName.Parse(row.FileName))) throw new ProblemException(Problems.ExtensionNotAllowed);
            FileRefusalProblems.Require(rules.Narrow(new FileVerdict(row.MediaType), extensions));
        }

        if (row.Size > quota.FileBytes) throw new ProblemException(Problems.TooLarge("File", quota.FileBytes.Value));
        if (quota.LimitsUsage && !quota.Allows(await UsageTable.TotalAsync(session, row.AppId, default))) throw new ProblemException(Problems.QuotaExceeded);
    }

    private static async ValueTask<bool> CountAsync(DatabaseSession session, AttachmentRow row, UploadLinkLimits link, DateTimeOffset now) =>
        now < link.ExpiresAt + UploadLinkLimits.CompletionTime && await UploadLinkTable.UseAsync(session, link.LinkId, row.AppId, link.MaxUploads, link.ExpiresAt);

    // Finds out what was deleted during the upload: the app or the conversation.
    private static async ValueTask<Problem> ConflictProblemAsync(DatabaseSession session, AttachmentRow row) =>
        await AppTable.FindAsync(session, row.AppId, default) is null ? Problems.AppNotFound : Problems.ConversationNotFound;
}
