namespace Parhelion.Core.Catalog;

/// <summary>Names the two queues of open removals, so that removals that fail do not delay the others.</summary>
public enum RemovalAttemptKind
{
    /// <summary>Removals without a failed attempt.</summary>
    First,

    /// <summary>Removals that have failed at least once.</summary>
    Retry,
}
