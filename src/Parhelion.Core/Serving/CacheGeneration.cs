namespace Parhelion.Core.Serving;

/// <summary>Records the state of a cache before a row is read from the database or inserted into the database. The row is cached only if the cache has received
/// no deletion since then.</summary>
/// <param name="Generation">How many deletions the cache had received.</param>
/// <param name="Until">Timestamp at which the cached row expires.</param>
public readonly record struct CacheGeneration(long Generation, long Until);
