using Parhelion.Core;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Server.Media;
using Parhelion.Server.WebConsole.Pages;
using Parhelion.Server.Webhooks;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Maps the route of the web console feed that shows what happens in an app. The feed sends server-sent events (HTML Living Standard, section 9.2). The events
/// are new attachments, audit log entries, erasures and purges of deleted attachments, and webhook calls of this node.
/// </summary>
/// <remarks>With the query parameter <c>reads</c>, the feed also sends the reads of public files that this node has served. With the query parameter
/// <c>conversation</c>, the feed also sends an event <c>conversation</c> when the messages of the given conversation have changed. The feed looks into the
/// database once a second. So it shows what any node has stored there, but only the webhook calls and reads of this node.</remarks>
internal static class ConsoleFeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder routes) => routes.MapGet("/feed", FollowAsync);

    private static async Task FollowAsync(
        HttpContext http, string appId, string? conversation, string? reads, AttachmentListService attachments, AuditReader audit, ReceiptReader receipts, ConversationService conversations, ConsoleRenderer renderer,
        WebhookJournal webhookCalls, PublicReadNotifier mediaReads, ConsoleFeed feed, TimeProvider clock)
    {
        var attachmentFollower = new ConsoleActivityReader<AttachmentRow>((page, stop) => attachments.ListAsync(appId, new AttachmentFilter(), page, stop), row => row.Id, ConsoleFeedLine.Of, ConsoleFeedLine.OfMoreUploads);
        var auditFollower = new ConsoleActivityReader<AuditEntry>((page, stop) => audit.ListAsync(new AuditFilter { AppId = appId }, page, stop), entry => entry.Id, ConsoleFeedLine.Of, ConsoleFeedLine.OfMoreActions);
        var receiptFollower = new ConsoleRemovalFeed((page, stop) => receipts.ListAsync(appId, null, page, stop), clock);
        var conversationFollower = conversation is not null && ObjectId.IsValid(conversation) ? new ConversationChangeDetector(conversations, appId, conversation) : null;
        var call = webhookCalls.Newest;
        using var watch = reads is null ? null : mediaReads.Watch(appId);
        await feed.SendAsync(http, NextAsync);

        async Task<IReadOnlyList<FeedEvent>> NextAsync(CancellationToken stop)
        {
            var news = new List<FeedEvent>();
            if (conversationFollower is not null && await conversationFollower.HasChangedAsync(stop)) news.Add(new FeedEvent("changed", Name: "conversation"));
            var lines = (await attachmentFollower.NextAsync(stop)).Concat(await auditFollower.NextAsync(stop)).Concat(await receiptFollower.NextAsync(stop))
                .Concat(webhookCalls.ListAfter(ref call, appId, ConsoleFeedLine.MaxOfKind).Select(ConsoleFeedLine.Of)).Concat(ReadsOf(watch, clock.GetUtcNow()));
            foreach (var line in lines.OrderBy(line => line.At)) news.Add(new FeedEvent(await HtmlOfAsync(renderer, appId, line)));
            return news;
        }
    }

    private static IEnumerable<ConsoleFeedLine> ReadsOf(PublicReadCounter? watch, DateTimeOffset now)
    {
        if (watch is null) yield break;
        var reads = watch.Take(out var others);
        foreach (var read in reads) yield return ConsoleFeedLine.Of(read, now);
        if (others > 0) yield return ConsoleFeedLine.OfOtherReads(others, now);
    }

    private static Task<string> HtmlOfAsync(ConsoleRenderer renderer, string appId, ConsoleFeedLine line) =>
        renderer.RenderAsync<FeedItem>(new Dictionary<string, object?>(StringComparer.Ordinal) { ["AppId"] = appId, ["Line"] = line });
}
