namespace Parhelion.Core.Catalog;

/// <summary>The two queues of open removals.</summary>
public enum RemovalQueueName
{
    /// <summary>Removals without a failed attempt.</summary>
    First,

    /// <summary>Removals that have failed at least once.</summary>
    Retry,
}
