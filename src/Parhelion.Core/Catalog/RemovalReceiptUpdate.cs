namespace Parhelion.Core.Catalog;

/// <summary>
/// Holds what one transaction writes into the receipt of a removal. The transaction runs after the blob was erased or the caches were purged. The update
/// contains either the times of this work, or only which work is done.
/// </summary>
/// <remarks>The case depends on the write-ahead log of the database, because the log may still contain names and texts of deleted records.
/// <list type="bullet">
/// <item>If the database has no such log, the transaction writes the times itself.</item>
/// <item>If the database has such a log, the transaction writes only which work is done (<c>Unstamped</c>). A later transaction writes the times, after the log
/// was emptied.</item>
/// </list></remarks>
/// <param name="ErasedAt">When the blob was erased; <c>null</c>: not recorded.</param>
/// <param name="PurgedAt">When every cache had confirmed the last purge; <c>null</c>: not recorded.</param>
/// <param name="Unstamped">Work that is done but has no timestamp yet: <see cref="Erased"/> or <see cref="Purged"/>.</param>
public readonly record struct RemovalReceiptUpdate(DateTimeOffset? ErasedAt, DateTimeOffset? PurgedAt, long? Unstamped)
{
    /// <summary>The blob is erased.</summary>
    public const long Erased = 1;

    /// <summary>The blob is erased, and every cache has confirmed the purge.</summary>
    public const long Purged = 2;

    internal SqlStatement On(SqlStatement statement) =>
        statement.With("@erased", ErasedAt?.ToUnixTimeMilliseconds()).With("@unstamped", Unstamped);
}
