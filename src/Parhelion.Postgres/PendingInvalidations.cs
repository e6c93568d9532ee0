using Parhelion.Core.Catalog;

namespace Parhelion.Postgres;

/// <summary>A queue of cache invalidations that this node still has to send to the other nodes. The queue merges the attachments of several invalidations into
/// one message. If more than <see cref="MaxAttachments"/> entries wait, one invalidation of everything replaces all of them.</summary>
internal sealed class PendingInvalidations : IDisposable
{
    /// <summary>Largest number of entries that wait individually: 30,000. Above that, invalidating everything is cheaper.</summary>
    public const int MaxAttachments = 100 * InvalidationChannel.MaxIds;

    private const int MaxAtOnce = 20;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim some = new(0, 1);
    private readonly Queue<string> attachments = new();
    private readonly Queue<InvalidationMessage> others = new();
    private bool isEverything;

    public void Add(InvalidationMessage invalidation)
    {
        lock (gate)
        {
            if (isEverything) return;
            if (invalidation.Kind == InvalidationKind.Attachments) foreach (var id in invalidation.Ids) attachments.Enqueue(id);
            else if (invalidation.Kind != InvalidationKind.Everything) others.Enqueue(invalidation);
            if (invalidation.Kind == InvalidationKind.Everything || attachments.Count + others.Count > MaxAttachments)
            {
                isEverything = true;
                attachments.Clear();
                others.Clear();
            }

            if (some.CurrentCount == 0) some.Release();
        }
    }

    /// <summary>Waits until the queue has entries, and dequeues at most 20 invalidations.</summary>
    public async Task<IReadOnlyList<InvalidationMessage>> TakeAsync(CancellationToken cancellationToken)
    {
        await some.WaitAsync(cancellationToken);
        lock (gate)
        {
            var taken = Take();
            if (attachments.Count + others.Count > 0 && some.CurrentCount == 0) some.Release();
            return taken;
        }
    }

    public void Dispose() => some.Dispose();

    private List<InvalidationMessage> Take()
    {
        var taken = new List<InvalidationMessage>();
        if (isEverything) taken.Add(new InvalidationMessage(InvalidationKind.Everything));
        isEverything = false;
        while (others.Count > 0 && taken.Count < MaxAtOnce) taken.Add(others.Dequeue());
        while (attachments.Count > 0 && taken.Count < MaxAtOnce)
        {
            taken.Add(new InvalidationMessage(InvalidationKind.Attachments, [.. Enumerable.Range(0, Math.Min(attachments.Count, InvalidationChannel.MaxIds)).Select(_ => attachments.Dequeue())]));
        }

        return taken;
    }
}
