namespace Parhelion.Core.Catalog;

/// <summary>How long what is remembered of a row may be trusted. A node that has the database to itself hears of every deletion and trusts its
/// memory for ever; where nodes share a database a notice may be lost, so that the memory of one is short.</summary>
/// <param name="life">How long; <c>null</c>: for ever; zero: never, and every question goes to the rows.</param>
/// <param name="clock">Tells the time.</param>
public sealed class CacheLifetime(TimeSpan? life, TimeProvider clock)
{
    private readonly long length = life is { } span ? (long)(span.TotalSeconds * clock.TimestampFrequency) : long.MaxValue;

    /// <summary>Whether anything is remembered at all.</summary>
    public bool Remembers => length > 0;

    /// <summary>Until when to trust what is read from now on. Taken before the read, so that the row was there at the beginning of its time.</summary>
    public long Begin() => length == long.MaxValue ? long.MaxValue : clock.GetTimestamp() + length;

    /// <summary>Whether the time that <see cref="Begin"/> gave is not over.</summary>
    public bool Holds(long until) => until == long.MaxValue || clock.GetTimestamp() < until;
}
