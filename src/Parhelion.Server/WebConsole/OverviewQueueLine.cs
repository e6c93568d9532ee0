using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>The length and the age of one queue of the server, as a line on the overview page of the web console.</summary>
/// <param name="Name">The work that waits in the queue, in words.</param>
/// <param name="Count">The number of waiting items; <c>null</c> if only the age of the queue is known. If the number is <see cref="PendingWorkSummary.MaxRows"/>, this
/// many items or more wait.</param>
/// <param name="Oldest">Since when the oldest item waits; <c>null</c> if nothing waits, or the age of the queue is not known.</param>
public sealed record OverviewQueueLine(string Name, int? Count, DateTimeOffset? Oldest)
{
    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => Count is null or 0 && Oldest is null;

    /// <summary>Returns the queues of the server.</summary>
    public static IReadOnlyList<OverviewQueueLine> Of(PendingWorkSummary backlog)
    {
        ArgumentNullException.ThrowIfNull(backlog);
        return
        [
            new(Texts.QueueErasure, null, backlog.OldestErasure),
            new(Texts.QueuePurge, null, backlog.OldestPurge),
            new(Texts.QueueCascades, backlog.Cascades, null),
            new(Texts.QueueWebhooks, backlog.Deliveries, backlog.OldestDelivery),
            new(Texts.QueueRenditions, backlog.Renditions, backlog.OldestRendition),
        ];
    }
}
