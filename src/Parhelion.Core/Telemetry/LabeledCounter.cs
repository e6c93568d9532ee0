using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>A counter metric with labels. It has one series for each combination of label values. All combinations are known from the start, so the number of
/// series is bounded. Counting costs a few nanoseconds and allocates nothing.</summary>
/// <remarks>The counter counts from the start of the server, even while nobody listens to the metric. A listener only reads the sums.</remarks>
public sealed class LabeledCounter
{
    private readonly StripedCounter[] counts;
    private readonly KeyValuePair<string, object?>[][] tags;

    /// <summary>Creates a counter with one label.</summary>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="name">Name of the instrument.</param>
    /// <param name="unit">Its unit, such as <c>{request}</c> or <c>By</c>.</param>
    /// <param name="description">A sentence for operators.</param>
    /// <param name="label">Name of the label.</param>
    /// <param name="values">All values that the label can have. <see cref="Add"/> names them by their index.</param>
    public LabeledCounter(Meter meter, string name, string unit, string description, string label, IEnumerable<string> values)
        : this(meter, name, unit, description, values.Select(value => (KeyValuePair<string, object?>[])[new(label, value)]))
    {
    }

    /// <summary>Creates a counter with several labels.</summary>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="name">Name of the instrument.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="description">A sentence for operators.</param>
    /// <param name="tags">The labels of each series. <see cref="Add"/> names the series by their index.</param>
    public LabeledCounter(Meter meter, string name, string unit, string description, IEnumerable<KeyValuePair<string, object?>[]> tags)
    {
        ArgumentNullException.ThrowIfNull(meter);
        this.tags = [.. tags];
        counts = new StripedCounter[this.tags.Length];
        for (var i = 0; i < counts.Length; i++) counts[i] = new StripedCounter();
        meter.CreateObservableCounter<long>(name, Observe, unit, description);
    }

    /// <summary>Adds to a series.</summary>
    public void Add(int series, long count = 1) => counts[series].Add(count);

    /// <summary>Returns the count of a series.</summary>
    public long SumOf(int series) => counts[series].Sum;

    private IEnumerable<Measurement<long>> Observe()
    {
        for (var i = 0; i < counts.Length; i++) yield return new Measurement<long>(counts[i].Sum, tags[i]);
    }
}
