namespace Parhelion.Core.Catalog;

/// <summary>The work that is done for a removal: with timestamps, or without them until the log was emptied.</summary>
/// <param name="ErasedAt">When its blob was erased.</param>
/// <param name="PurgedAt">When every cache had confirmed the last purge.</param>
/// <param name="Unstamped">Work that is done but has no timestamp yet: <see cref="Erased"/> or <see cref="Purged"/>.</param>
public readonly record struct ReceiptTimestamps(DateTimeOffset? ErasedAt, DateTimeOffset? PurgedAt, long? Unstamped)
{
    /// <summary>The blob is erased.</summary>
    public const long Erased = 1;

    /// <summary>The blob is erased, and every cache has confirmed the purge.</summary>
    public const long Purged = 2;

    internal Statement On(Statement statement) =>
        statement.With("@erased", ErasedAt?.ToUnixTimeMilliseconds()).With("@unstamped", Unstamped);
}
