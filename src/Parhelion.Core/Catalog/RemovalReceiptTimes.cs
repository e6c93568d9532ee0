namespace Parhelion.Core.Catalog;

/// <summary>Holds what one transaction writes into the receipt of a removal: either the times at which work was finished, or only which work is
/// finished.</summary>
/// <remarks>A write-ahead log may still contain names and texts of deleted records. If the database has such a log, the transaction records only which work is
/// finished. A later transaction records the times, after the log was emptied. If the database has no write-ahead log, the transaction itself records the
/// times.</remarks>
/// <param name="ErasedAt">When the blob was erased; <c>null</c>: not recorded.</param>
/// <param name="PurgedAt">When every cache had confirmed the last purge; <c>null</c>: not recorded.</param>
/// <param name="Unstamped">Work that is done but has no timestamp yet: <see cref="Erased"/> or <see cref="Purged"/>.</param>
public readonly record struct RemovalReceiptTimes(DateTimeOffset? ErasedAt, DateTimeOffset? PurgedAt, long? Unstamped)
{
    /// <summary>The blob is erased.</summary>
    public const long Erased = 1;

    /// <summary>The blob is erased, and every cache has confirmed the purge.</summary>
    public const long Purged = 2;

    internal Statement On(Statement statement) =>
        statement.With("@erased", ErasedAt?.ToUnixTimeMilliseconds()).With("@unstamped", Unstamped);
}
