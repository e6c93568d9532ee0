namespace Parhelion.Core.Serving;

/// <summary>Holds a snapshot of the state of a cache. The snapshot is taken before a row is read from the database or inserted into the database. The row is
/// cached only if nothing was deleted since the snapshot.</summary>
/// <param name="Generation">How many deletions the cache had received.</param>
/// <param name="Until">Timestamp at which the cached row expires.</param>
public readonly record struct CacheGeneration(long Generation, long Until);
