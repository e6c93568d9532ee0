using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>
/// Counts the hits and misses of the cache of attachment rows. A download that <c>HotFileCache</c> serves from memory needs no lookup in this cache, and is not
/// counted.
/// </summary>
public sealed class AttachmentCacheMetrics
{
    private static readonly string[] Results = ["hit", "miss"];

    private readonly LabeledCounter lookups;

    /// <summary>Creates the instrument.</summary>
    public AttachmentCacheMetrics(IMeterFactory meters) => lookups = new LabeledCounter(
        ParhelionMeter.Of(meters), "parhelion.cache.lookups", "{lookup}", "Lookups of an attachment in the cache of rows.", "result", Results);

    /// <summary>Counts a row that was cached.</summary>
    public void Hit() => lookups.Add(0);

    /// <summary>Counts a row that was not.</summary>
    public void Miss() => lookups.Add(1);
}
