namespace Parhelion.Core.Catalog;

/// <summary>
/// Names the two queues of unfinished removals. One queue holds new removals, the other holds removals that have failed before. A removal is finished when its
/// blob is erased and every cache has confirmed the purge.
/// </summary>
public enum RemovalQueueKind
{
    /// <summary>Removals without a failed attempt.</summary>
    First,

    /// <summary>Removals that have failed at least once.</summary>
    Retry,
}
