using Parhelion.Core.Catalog;
using Parhelion.Core.Webhooks;
using Parhelion.Server.Media;
using Parhelion.Server.Webhooks;

namespace Parhelion.Server.WebConsole;

/// <summary>One line on the overview page of the web console about something that happened in an app.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Icon">The name of the icon in the line.</param>
/// <param name="Kind"><c>new</c>, <c>gone</c>, <c>failed</c> or <c>other</c>.</param>
/// <param name="Text">The text of the line: what happened, or the name of the file.</param>
/// <param name="Page">The page to which the line links, as a path below the pages of the app; <c>null</c> for no link.</param>
/// <param name="Bytes">The number of bytes that were uploaded or erased; <c>null</c> for none.</param>
/// <param name="Detail">A text that the line shows in place of the number of bytes; <c>null</c> for none.</param>
public sealed record ConsoleFeedLine(DateTimeOffset At, string Icon, string Kind, string Text, string? Page = null, long? Bytes = null, string? Detail = null)
{
    /// <summary>How many lines of each kind the overview page gets at a time. What came before is left out, so that the reader of a busy list sees what happens now.</summary>
    public const int MaxOfKind = 10;

    internal static ConsoleFeedLine Of(AttachmentRow row) => new(row.CreatedAt, "attachments", "new", row.FileName, PageOf(row.Id), row.Size);

    internal static ConsoleFeedLine OfErased(IReadOnlyList<RemovalReceiptRow> receipts) => new(
        receipts.Max(receipt => receipt.ErasedAt!.Value), "receipts", "gone", receipts.Count == 1 ? Texts.OneErased : Texts.SomeErased.With(receipts.Count),
        Bytes: receipts.Sum(receipt => receipt.Size));

    internal static ConsoleFeedLine OfPurged(IReadOnlyList<RemovalReceiptRow> receipts) => new(
        receipts.Max(receipt => receipt.PurgedAt!.Value), "receipts", "gone", receipts.Count == 1 ? Texts.OnePurged : Texts.SomePurged.With(receipts.Count));

    internal static ConsoleFeedLine Of(WebhookCallRecord call)
    {
        var (delivery, attempt) = (call.Delivery, call.Delivery.Attempts + 1);
        var text = call.Status is { } status
            ? Texts.WebhookAnswered.With(delivery.Type, status, attempt, WebhookOutbox.MaxAttempts)
            : Texts.WebhookNotAnswered.With(delivery.Type, attempt, WebhookOutbox.MaxAttempts);
        return new(call.At, "webhooks", call.Outcome == DeliveryOutcome.Delivered ? "other" : "failed", text, $"webhooks/{delivery.WebhookId}/{Uri.EscapeDataString(delivery.Stream)}/{delivery.EventId}");
    }

    internal static ConsoleFeedLine Of(FileReadCount read, DateTimeOffset now) =>
        new(now, "eye", "other", read.FileName, PageOf(read.AttachmentId), Detail: read.Count == 1 ? Texts.OneRead : Texts.SomeReads.With(read.Count));

    internal static ConsoleFeedLine OfOtherReads(long count, DateTimeOffset now) => new(now, "eye", "other", Texts.OtherReads.With(count));

    internal static ConsoleFeedLine OfMoreUploads(DateTimeOffset at) => new(at, "attachments", "other", Texts.MoreUploads);

    internal static ConsoleFeedLine OfMoreActions(DateTimeOffset at) => new(at, "key", "other", Texts.MoreActions);

    internal static ConsoleFeedLine Of(AuditEntry entry) => entry.Action switch
    {
        AuditActions.AttachmentDelete => new(entry.CreatedAt, "deletion", "gone", Texts.AttachmentDeletedBy.With(entry.Actor)),
        AuditActions.MessageDelete => new(entry.CreatedAt, "deletion", "gone", Texts.MessageDeletedBy.With(entry.Actor)),
        AuditActions.MessageDeleteAll => new(entry.CreatedAt, "deletion", "gone", Texts.MessagesDeletedBy.With(entry.Actor)),
        AuditActions.ConversationDelete => new(entry.CreatedAt, "deletion", "gone", Texts.ConversationDeletedBy.With(entry.Actor)),
        AuditActions.UserDelete => new(entry.CreatedAt, "deletion", "gone", Texts.UserDeletedBy.With(entry.Actor)),
        AuditActions.AttachmentReadPrivate => new(entry.CreatedAt, "document", "other", Texts.PrivateReadBy.With(entry.Actor)),
        _ => new(entry.CreatedAt, "key", "other", Texts.ActionBy.With(entry.Action, entry.Actor)),
    };

    private static string PageOf(string attachmentId) => $"attachments/{attachmentId}";
}
