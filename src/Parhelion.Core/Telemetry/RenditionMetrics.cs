using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>Counts the renditions (previews of files) that were made, and the failures. Measures how long the renditions of one file take.</summary>
public sealed class RenditionMetrics
{
    private static readonly string[] Reasons = ["impossible", "failed", "busy", "timeout"];

    private readonly StripedCounter made = new();
    private readonly LabeledCounter failures;
    private readonly Histogram<double> duration;

    /// <summary>Creates the instruments.</summary>
    public RenditionMetrics(IMeterFactory meters)
    {
        var meter = ParhelionMeter.Of(meters);
        meter.CreateObservableCounter("parhelion.renditions", () => made.Sum, "{rendition}", "Renditions that were made and stored.");
        failures = new LabeledCounter(
            meter, "parhelion.rendition.failures", "{failure}",
            "Files that can have no renditions, failed attempts to make renditions, and requests that were refused because too many wait or that waited too long.", "reason", Reasons);
        duration = meter.CreateHistogram(
            "parhelion.rendition.duration", "s", "Time in which all renditions of one file were made and stored, without the wait for a free worker.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });
    }

    /// <summary>Counts renditions of one file that were made.</summary>
    public void Made(int count, TimeSpan elapsed)
    {
        made.Add(count);
        duration.Record(elapsed.TotalSeconds);
    }

    /// <summary>Counts a file that can have no renditions.</summary>
    public void Impossible() => failures.Add(0);

    /// <summary>Counts an attempt that failed.</summary>
    public void Failed() => failures.Add(1);

    /// <summary>Counts a request that was refused because too many wait.</summary>
    public void Busy() => failures.Add(2);

    /// <summary>Counts a request that waited too long.</summary>
    public void TimedOut() => failures.Add(3);
}
