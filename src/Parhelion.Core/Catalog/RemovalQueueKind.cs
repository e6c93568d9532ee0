namespace Parhelion.Core.Catalog;

/// <summary>Names the two queues of removals that are not finished: the blob is not erased yet, or a cache has not confirmed the purge. Removals that have
/// failed wait in a queue of their own, so that they do not delay new removals.</summary>
public enum RemovalQueueKind
{
    /// <summary>Removals without a failed attempt.</summary>
    First,

    /// <summary>Removals that have failed at least once.</summary>
    Retry,
}
