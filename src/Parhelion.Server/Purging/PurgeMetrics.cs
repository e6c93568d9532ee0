using System.Diagnostics.Metrics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Purging;

/// <summary>
/// Counts the confirmed and the unconfirmed purges of deleted files, for each cache in front of the server. The metric names a cache by its kind and its
/// position in the settings, such as <c>varnish-1</c>.
/// </summary>
internal sealed class PurgeMetrics(IMeterFactory meters, CachePurgeSettings settings)
{
    private static readonly string[] Outcomes = ["confirmed", "unconfirmed"];

    private readonly LabeledCounter purges = new(
        ParhelionMeter.Of(meters), "parhelion.purges", "{purge}", "Purges of a deleted attachment that were sent to a cache, by whether the cache confirmed them.",
        settings.Targets.SelectMany((target, index) => Outcomes.Select(outcome => (KeyValuePair<string, object?>[])[new("cache", NameOf(target, index)), new("outcome", outcome)])));

    /// <summary>Counts the purges of one batch.</summary>
    /// <param name="cache">Index of the cache in the settings.</param>
    /// <param name="confirmed">How many the cache has confirmed.</param>
    /// <param name="unconfirmed">How many it has not.</param>
    public void Purged(int cache, int confirmed, int unconfirmed)
    {
        purges.Add(cache * Outcomes.Length, confirmed);
        purges.Add((cache * Outcomes.Length) + 1, unconfirmed);
    }

    private static string NameOf(PurgeTargetSettings target, int index) => $"{target.Kind.ToString().ToLowerInvariant()}-{index + 1}";
}
