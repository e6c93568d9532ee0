namespace Parhelion.Core.Serving;

/// <summary>
/// A snapshot of a cache, taken before a row is read from the database or inserted there. The row, or its file, is cached only if the cache has received no
/// deletion since the snapshot. Otherwise the attachment of the row may have been deleted.
/// </summary>
/// <param name="Generation">How many deletions the cache had received at the snapshot.</param>
/// <param name="Until">Timestamp at which the cached entry expires.</param>
public readonly record struct CacheGeneration(long Generation, long Until);
