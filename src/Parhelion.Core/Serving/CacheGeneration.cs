namespace Parhelion.Core.Serving;

/// <summary>A snapshot of the state of a cache, taken before a row is read from or inserted into the database. The row is cached only if nothing was deleted
/// since the snapshot.</summary>
/// <param name="Generation">How many deletions the cache had received.</param>
/// <param name="Until">Timestamp at which the cached row expires.</param>
public readonly record struct CacheGeneration(long Generation, long Until);
