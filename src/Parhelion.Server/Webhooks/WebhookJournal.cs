namespace Parhelion.Server.Webhooks;

/// <summary>Remembers the latest webhook calls of this node for one hour, for the web console. The journal holds at most 1,000 calls of each webhook, and 8 MiB
/// in all. Beyond a limit, it forgets the oldest calls.</summary>
/// <remarks>The journal stores the payload of an event as it was in the queue: with ids in place of messages, users and attachments. So nobody can see data
/// that was deleted after the call.</remarks>
internal sealed class WebhookJournal(TimeProvider clock)
{
    /// <summary>How long a call is remembered.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private const int MaxCallsOfWebhook = 1000;
    private const int MaxBytes = 8 << 20;

    private readonly Lock gate = new();
    private readonly LinkedList<(long Number, WebhookCallRecord Call)> calls = new();
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private long newest;
    private long bytes;

    /// <summary>About how much memory the calls take, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return bytes;
        }
    }

    /// <summary>Number of the newest call. The calls of a node are numbered from 1 on.</summary>
    public long Newest
    {
        get
        {
            lock (gate) return newest;
        }
    }

    /// <summary>Remembers a call, and forgets the oldest ones.</summary>
    public void Add(WebhookCallRecord call)
    {
        var webhookId = call.Delivery.WebhookId;
        lock (gate)
        {
            calls.AddLast((++newest, call));
            bytes += call.Bytes;
            counts[webhookId] = counts.GetValueOrDefault(webhookId) + 1;
            if (counts[webhookId] > MaxCallsOfWebhook) Remove(OldestOf(webhookId));
            while (bytes > MaxBytes) Remove(calls.First!);
            ForgetOld();
        }
    }

    /// <summary>Returns the calls of a webhook, newest first.</summary>
    public IReadOnlyList<WebhookCallRecord> ListOf(string webhookId)
    {
        lock (gate)
        {
            ForgetOld();
            return counts.ContainsKey(webhookId) ? [.. calls.Reverse().Select(known => known.Call).Where(call => call.Delivery.WebhookId == webhookId)] : [];
        }
    }

    /// <summary>Returns the newest calls of an app that came after a call.</summary>
    /// <param name="number">Number of that call; set to that of the newest call.</param>
    /// <param name="appId">The app.</param>
    /// <param name="limit">The most calls to return.</param>
    public IReadOnlyList<WebhookCallRecord> ListAfter(ref long number, string appId, int limit)
    {
        var found = new List<WebhookCallRecord>();
        lock (gate)
        {
            for (var node = calls.Last; node is not null && node.Value.Number > number && found.Count < limit; node = node.Previous)
            {
                if (node.Value.Call.AppId == appId) found.Add(node.Value.Call);
            }

            number = newest;
        }

        return found;
    }

    private void ForgetOld()
    {
        var oldest = clock.GetUtcNow() - Life;
        while (calls.First is { } first && first.Value.Call.At < oldest) Remove(first);
    }

    private LinkedListNode<(long Number, WebhookCallRecord Call)> OldestOf(string webhookId)
    {
        var node = calls.First!;
        while (node.Value.Call.Delivery.WebhookId != webhookId) node = node.Next!;
        return node;
    }

    private void Remove(LinkedListNode<(long Number, WebhookCallRecord Call)> node)
    {
        calls.Remove(node);
        bytes -= node.Value.Call.Bytes;
        var webhookId = node.Value.Call.Delivery.WebhookId;
        if (--counts[webhookId] == 0) counts.Remove(webhookId);
    }
}
