namespace Parhelion.Core.Serving;

/// <summary>A moment at which something was there, or not yet: what is remembered with it is remembered only if nothing was removed since.</summary>
/// <param name="Generation">How many removals there had been.</param>
/// <param name="Until">How long it may be trusted.</param>
public readonly record struct CacheGeneration(long Generation, long Until);
