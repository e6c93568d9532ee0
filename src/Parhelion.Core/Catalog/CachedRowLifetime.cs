namespace Parhelion.Core.Catalog;

/// <summary>Limits how long a node may use a cached database row. If nodes share a database, a node may miss the message by which another node reports a
/// deletion. Its cached rows therefore expire after a few seconds.</summary>
/// <remarks>A node with a database of its own sees every deletion, so its cached rows never expire. Cached API keys are an exception: they expire even on such
/// a node, because the command <c>keys</c> deletes keys while a server runs.</remarks>
/// <param name="life">The lifetime of a cached row; <c>null</c> for no limit; zero to cache nothing, so that every lookup reads the row.</param>
/// <param name="clock">Provides timestamps.</param>
public sealed class CachedRowLifetime(TimeSpan? life, TimeProvider clock)
{
    private readonly long length = life is { } span ? (long)(span.TotalSeconds * clock.TimestampFrequency) : long.MaxValue;

    /// <summary>Whether anything is cached at all.</summary>
    public bool IsEnabled => length > 0;

    /// <summary>Gets the timestamp at which a row expires that is read after this call. Call this before the read. Then no row is used for longer than the
    /// lifetime after it was last known to be current.</summary>
    public long Begin() => length == long.MaxValue ? long.MaxValue : clock.GetTimestamp() + length;

    /// <summary>Whether the timestamp that <see cref="Begin"/> returned is still in the future.</summary>
    public bool IsValid(long until) => until == long.MaxValue || clock.GetTimestamp() < until;
}
