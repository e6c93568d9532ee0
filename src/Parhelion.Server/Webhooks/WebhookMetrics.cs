using System.Diagnostics.Metrics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Webhooks;

/// <summary>Contains the metrics of webhooks. Counts the attempts to deliver events by their outcome. Counts the events that were given up after their last
/// attempt, or dropped from a full queue. Measures how long the calls of webhooks took.</summary>
internal sealed class WebhookMetrics
{
    private static readonly string[] Outcomes = ["delivered", "refused", "failed", "given_up", "dropped"];
    private const int GivenUp = 3;
    private const int Dropped = 4;

    private readonly LabeledCounter deliveries;
    private readonly Histogram<double> duration;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = ParhelionMeter.Of(meters);
        deliveries = new LabeledCounter(
            meter, "parhelion.webhook.deliveries", "{attempt}", "Attempts to deliver an event, by their outcome; and events that were given up, or dropped from a full queue.", "outcome", Outcomes);
        duration = meter.CreateHistogram(
            "parhelion.webhook.duration", "s", "How long calls of webhooks took.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20] });
    }

    /// <summary>Counts an attempt.</summary>
    public void Called(DeliveryOutcome outcome, TimeSpan elapsed)
    {
        deliveries.Add((int)outcome);
        duration.Record(elapsed.TotalSeconds);
    }

    /// <summary>Counts an event whose last attempt has failed.</summary>
    public void EventGivenUp() => deliveries.Add(GivenUp);

    /// <summary>Counts events that were dropped because the queue of their webhook was full.</summary>
    public void EventsDropped(int count) => deliveries.Add(Dropped, count);
}
