using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Naming;
using Parhelion.Core.Renditions;
using Parhelion.Core.Telemetry;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>Inserts the row of an attachment after the bytes of the attachment were stored. Every kind of upload ends with this insertion.</summary>
public sealed class AttachmentInsertion(Database database, FileValidator rules, RenditionRules renditions, EventRecorder events, TimeProvider clock)
{
    /// <summary>Inserts the row, counts the usage of the app and the use of the upload link, queues its renditions, and records the event
    /// <c>attachment:create</c>, all in one transaction. The insertion is not cancelled.</summary>
    /// <param name="row">The new row.</param>
    /// <param name="write">The result of storing the bytes.</param>
    /// <param name="link">The upload link that was used; <c>null</c> for none.</param>
    /// <param name="hasQuota">Whether the app has a quota.</param>
    /// <param name="first">Runs in the transaction before the insertion. Optional.</param>
    /// <exception cref="ProblemException">Status 404: the app or the conversation was deleted during the upload. Status 410: the same for an upload with a link, or the
    /// link has been used up or expired long ago. Status 413: a limit of the app is exceeded. Status 415: the app does not allow the type.</exception>
    public async Task RunAsync(AttachmentRow row, BlobWriteResult write, UploadLinkLimits? link, bool hasQuota, Func<DatabaseSession, ValueTask>? first = null)
    {
        using var activity = Tracing.Start("record attachment");
        var hasEvent = await QuotaTransactionLock.RunAsync(
            database, row.AppId, hasQuota,
            async session =>
            {
                if (first is not null) await first(session);
                return await InsertAsync(session, row, write, link);
            });
        if (hasEvent) events.Announce();
        renditions.Announce(row);
    }

    // Returns whether an event was recorded.
    private async ValueTask<bool> InsertAsync(DatabaseSession session, AttachmentRow row, BlobWriteResult write, UploadLinkLimits? link)
    {
        var now = clock.GetUtcNow();
        var webhooks = await AttachmentTable.InsertAsync(session, row);
        if (link is not null && !(webhooks is not null && await CountAsync(session, row, link, now))) throw new ProblemException(Problems.UploadLinkGone);
        if (webhooks is null) throw new ProblemException(await ConflictProblemAsync(session, row));

        var settings = await UsageChangeTable.InsertAsync(session, UsageChange.OfUpload(row, now), row.Id);
        if (settings is not null) await RequireLimitsAsync(session, row, AppUploadLimits.Of(settings));
        if (write.LateFor > TimeSpan.Zero) await LateWriteTable.InsertAsync(session, row.Key, now + write.LateFor);
        await renditions.QueueAsync(session, row);
        if (webhooks == 0) return false;
        // In the stream of its conversation, the event comes before those of the messages that carry the attachment.
        return await events.RaiseAsync(session, row.AppId, EventTypes.AttachmentCreate, row.ConversationId ?? row.Id, () => EventPayloads.Uploaded(row)) > 0;
    }

    // The limits may have changed during the upload. The usage includes this upload. Transactions are serializable, so of uploads at the same time no more are
    // inserted than the quota allows.
    private async ValueTask RequireLimitsAsync(DatabaseSession session, AttachmentRow row, AppUploadLimits quota)
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
