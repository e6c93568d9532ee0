using Parhelion.Core;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>Sends what happens in an app to the overview, as server-sent events (HTML Living Standard, section 9.2): new attachments, the entries of the audit log, and
/// erasures. With the query <c>conversation</c>, an event <c>conversation</c> tells that the messages of that conversation have changed. Looks
/// into the database once a second, so the viewer sees what any node has done.</summary>
internal static class FeedEndpoints
{
    private const int MaxViewers = 32;
    private const int MaxLines = 25;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static int viewers;

    public static void MapFeed(this IEndpointRouteBuilder routes) => routes.MapGet("/feed", FollowAsync);

    private static async Task FollowAsync(
        HttpContext http, string appId, string? conversation, AttachmentReader attachments, AuditReader audit, ReceiptReader receipts, ConversationService conversations,
        ConsoleRenderer renderer, ConsoleSessions sessions, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        if (Interlocked.Increment(ref viewers) > MaxViewers)
        {
            Interlocked.Decrement(ref viewers);
            throw new ProblemException(Problems.Unavailable);
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
            var receiptFollower = new ReceiptFollower(receipts, clock, appId);
            var conversationFollower = conversation is not null && ObjectId.IsValid(conversation) ? new ConversationFollower(conversations, appId, conversation) : null;
            await SendAsync(http, appId, attachments, audit, receiptFollower, conversationFollower, renderer, sessions, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader has left, or the server stops.
        }
        finally
        {
            Interlocked.Decrement(ref viewers);
        }
    }

    private static async Task SendAsync(
        HttpContext http, string appId, AttachmentReader attachments, AuditReader audit, ReceiptFollower receipts, ConversationFollower? conversation, ConsoleRenderer renderer,
        ConsoleSessions sessions, CancellationToken stop)
    {
        http.Response.ContentType = "text/event-stream";
        var (attachment, entry) = (await NewestAttachmentAsync(appId, attachments, stop), await NewestEntryAsync(appId, audit, stop));
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        do
        {
            // Signing out and deleting the key end the feed as well.
            if (await sessions.FindAsync(http) is null) return;
            var added = await attachments.ListAsync(appId, new AttachmentFilter(), new PageRequest(attachment, Backwards: true, MaxLines), stop);
            var done = await audit.ListAsync(new AuditFilter { AppId = appId }, new PageRequest(entry, Backwards: true, MaxLines), stop);
            if (added.Items.Count > 0) attachment = added.Items[0].Id;
            if (done.Items.Count > 0) entry = done.Items[0].Id;
            var lines = added.Items.Select(FeedLine.Of).Concat(done.Items.Select(FeedLine.Of)).Concat(await receipts.NextAsync(stop)).OrderBy(line => line.At).ToList();
            if (conversation is not null && await conversation.HasChangedAsync(stop)) await http.Response.WriteAsync("event: conversation\ndata: changed\n\n", stop);
            if (lines.Count == 0)
            {
                // A comment: a connection that is gone is noticed.
                await http.Response.WriteAsync(":\n\n", stop);
                continue;
            }

            foreach (var line in lines) await http.Response.WriteAsync($"data: {await HtmlOfAsync(renderer, appId, line)}\n\n", stop);
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    private static async Task<string> HtmlOfAsync(ConsoleRenderer renderer, string appId, FeedLine line)
    {
        var html = await renderer.RenderAsync<FeedItem>(new Dictionary<string, object?>(StringComparer.Ordinal) { ["AppId"] = appId, ["Line"] = line });
        return html.ReplaceLineEndings(" ");
    }

    private static async Task<string> NewestAttachmentAsync(string appId, AttachmentReader attachments, CancellationToken stop)
    {
        var page = await attachments.ListAsync(appId, new AttachmentFilter(), new PageRequest("", Backwards: false, 1), stop);
        return page.Items is [var newest, ..] ? newest.Id : new string('0', ObjectId.Length);
    }

    private static async Task<string> NewestEntryAsync(string appId, AuditReader audit, CancellationToken stop)
    {
        var page = await audit.ListAsync(new AuditFilter { AppId = appId }, new PageRequest("", Backwards: false, 1), stop);
        return page.Items is [var newest, ..] ? newest.Id : new string('0', ObjectId.Length);
    }
}
