using System.Diagnostics.Metrics;
using System.Globalization;
using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Readiness;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Clocks;

/// <summary>
/// Reports how far the clock of this node differs from the clock of a remote database or blob store. The difference appears in <c>/readyz</c> and as a metric.
/// When a difference begins to exceed <see cref="Bound"/>, the class logs one warning.
/// </summary>
internal sealed class ClockSkewMonitor : IReadinessEntryProvider
{
    /// <summary>The largest tolerated skew. Beyond it, <c>/readyz</c> has a warning.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // The skew at which a wrong clock is right again. It is half of the bound, so that a skew close to the bound is not logged repeatedly.
    private static readonly TimeSpan Tolerance = Bound / 2;

    private readonly Source[] sources;
    private readonly ILogger log;

    /// <param name="blobs">The blob store.</param>
    /// <param name="meters">The meters of the server.</param>
    /// <param name="log">Logs when a clock becomes wrong, and when it is right again.</param>
    /// <param name="database">The clock of the database; <c>null</c> when the database is on this machine.</param>
    public ClockSkewMonitor(IBlobStore blobs, IMeterFactory meters, ILogger<ClockSkewMonitor> log, RemoteClock? database = null)
    {
        this.log = log;
        var store = (blobs as IRemoteClockProvider)?.Clock;
        sources = [.. new Source?[] { Source.Of("database", "the database", database), Source.Of("store", "the blob store", store) }.OfType<Source>()];
        ParhelionMeter.Of(meters).CreateObservableGauge(
            "parhelion.clock.skew", Measure, "s", "How far the clock of this node is ahead of that of the database or the store; negative: behind.");
    }

    /// <summary>Logs each clock that has become wrong or right since the last call.</summary>
    public void Judge()
    {
        foreach (var source in sources)
        {
            if (source.Clock.Skew is not { } skew || source.IsFar == (skew.Duration() > (source.IsFar ? Tolerance : Bound))) continue;
            source.IsFar = !source.IsFar;
            if (source.IsFar) log.ClockWrong(Describe(skew), source.Title);
            else log.ClockRight(source.Title);
        }
    }

    /// <inheritdoc />
    public ReadinessEntry? Report()
    {
        var skews = sources.Select(source => (source.Title, source.Clock.Skew)).Where(entry => entry.Skew is not null).ToList();
        if (skews.Count == 0) return null;
        var state = skews.Any(entry => entry.Skew!.Value.Duration() > Bound) ? ComponentReadiness.Warning : ComponentReadiness.Ok;
        var distances = skews.Select(entry => $"{Describe(entry.Skew!.Value)} that of {entry.Title}");
        return new ReadinessEntry("clock", state, $"The clock of this node is {string.Join(" and ", distances)}.");
    }

    private IEnumerable<Measurement<double>> Measure()
    {
        foreach (var source in sources)
        {
            if (source.Clock.Skew is { } skew) yield return new Measurement<double>(skew.TotalSeconds, new KeyValuePair<string, object?>("source", source.Name));
        }
    }

    private static string Describe(TimeSpan skew) =>
        string.Create(CultureInfo.InvariantCulture, $"{skew.Duration().TotalMilliseconds:F0} ms {(skew < TimeSpan.Zero ? "behind" : "ahead of")}");

    private sealed class Source(string name, string title, RemoteClock clock)
    {
        public string Name => name;

        public string Title => title;

        public RemoteClock Clock => clock;

        public bool IsFar { get; set; }

        public static Source? Of(string name, string title, RemoteClock? clock) => clock is null ? null : new Source(name, title, clock);
    }
}
