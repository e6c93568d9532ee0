namespace Parhelion.Core.Catalog;

/// <summary>
/// Shows how much work waits in the database. The kinds of work are erasures, cache purges, cascades (large deletions), webhook events, and renditions
/// (pictures of attachments). Each kind has the number of waiting items, the time of the oldest item, or both.
/// </summary>
/// <remarks>At most <see cref="MaxRows"/> rows of each queue are read, by an index, so the reading takes no longer with more apps or attachments. A longer
/// queue counts as <see cref="MaxRows"/> rows.</remarks>
/// <param name="OldestErasure">Request time of the oldest removal whose bytes are not erased yet; <c>null</c>: none waits.</param>
/// <param name="OldestPurge">Request time of the oldest removal whose bytes are erased, but whose purge a cache has not confirmed yet; <c>null</c>: none waits.</param>
/// <param name="Cascades">Number of cascades (<see cref="CascadeRow"/>).</param>
/// <param name="Deliveries">Number of events that wait for webhooks.</param>
/// <param name="OldestDelivery">When the oldest event that waits for a webhook happened; <c>null</c>: none waits.</param>
/// <param name="Renditions">Number of attachments that wait for their renditions.</param>
/// <param name="OldestRendition">When the oldest attachment that waits for its renditions was uploaded; <c>null</c>: none waits.</param>
public sealed record PendingWorkSummary(
    DateTimeOffset? OldestErasure, DateTimeOffset? OldestPurge, int Cascades, int Deliveries, DateTimeOffset? OldestDelivery, int Renditions, DateTimeOffset? OldestRendition)
{
    /// <summary>The most rows that are read of a queue. Longer queues count as this long, and the oldest is that of the rows that are due first.</summary>
    public const int MaxRows = 1000;

    /// <summary>Reads the work that waits.</summary>
    public static ValueTask<PendingWorkSummary> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.ReadAsync(ReadAsync, cancellationToken);
    }

    private static async ValueTask<PendingWorkSummary> ReadAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        var removals = await RemovalTable.AgesAsync(session, RemovalQueueKind.First, MaxRows, cancellationToken);
        removals.AddRange(await RemovalTable.AgesAsync(session, RemovalQueueKind.Retry, MaxRows, cancellationToken));
        var renditions = await RenditionStateTable.AgesAsync(session, MaxRows, cancellationToken);
        var events = await WebhookDeliveryTable.AgesAsync(session, MaxRows, cancellationToken);
        return new PendingWorkSummary(
            OldestOf(removals.Where(removal => !removal.IsErased).Select(removal => removal.RequestedAt)),
            OldestOf(removals.Where(removal => removal.IsErased).Select(removal => removal.RequestedAt)),
            await CascadeTable.CountAsync(session, MaxRows, cancellationToken),
            await WebhookDeliveryTable.CountAsync(session, MaxRows, cancellationToken),
            OldestOf(events),
            renditions.Count,
            OldestOf(renditions));
    }

    private static DateTimeOffset? OldestOf(IEnumerable<DateTimeOffset> times) => times.Select(time => (DateTimeOffset?)time).Min();
}
