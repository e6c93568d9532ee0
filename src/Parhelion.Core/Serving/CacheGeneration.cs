namespace Parhelion.Core.Serving;

/// <summary>The state of a cache before a row was read or recorded. The row is cached only if nothing was removed since then.</summary>
/// <param name="Generation">Number of removals up to then.</param>
/// <param name="Until">Timestamp until which the cached row may be used.</param>
public readonly record struct CacheGeneration(long Generation, long Until);
