using Parhelion.BenchReport.Figures;
using Parhelion.Load.Peers;

namespace Parhelion.Load.Report;

/// <summary>All that was measured.</summary>
internal sealed class Results
{
    private readonly List<Measurement> measurements = [];
    private readonly Dictionary<string, List<double>> facts = new(StringComparer.Ordinal);
    private readonly List<CascadeCost> cascades = [];
    private readonly List<string> remarks = [];
    private readonly Dictionary<string, string> peers = new(StringComparer.Ordinal);

    public IReadOnlyList<Measurement> All => measurements;

    /// <summary>What could not be measured, and why.</summary>
    public IReadOnlyList<string> Remarks => remarks;

    /// <summary>Figures that belong to no server but this one, by name.</summary>
    public IReadOnlyDictionary<string, List<double>> Facts => facts;

    /// <summary>The servers by name, and what is to be known of each.</summary>
    public IReadOnlyDictionary<string, string> Peers => peers;

    public void Introduce(Peer peer) =>
        peers.TryAdd(peer.Title, $"{peer.Version}; flushes {peer.Flushes} before it answers an upload");

    public IReadOnlyList<CascadeCost> Cascades => cascades;

    public void Add(CascadeCost cascade) => cascades.Add(cascade);

    public void Add(Measurement measurement) => measurements.Add(measurement);

    public void Add(string fact, double value)
    {
        if (!facts.TryGetValue(fact, out var values)) facts[fact] = values = [];
        values.Add(value);
    }

    public void Remark(string text)
    {
        Console.Error.WriteLine(text);
        if (!remarks.Contains(text, StringComparer.Ordinal)) remarks.Add(text);
    }

    /// <summary>The median of the rounds; <c>null</c> when there is none.</summary>
    public double? Median(string workload, string peer, Func<Measurement, double> figure)
    {
        var values = Of(workload, peer).Select(figure).ToList();
        return values.Count == 0 ? null : Median(values);
    }

    /// <summary>Right answers a second, the median of the rounds.</summary>
    public double? Rate(string workload, string peer) => Median(workload, peer, measurement => measurement.Rate);

    public double? Fact(string name) => facts.TryGetValue(name, out var values) ? Median(values) : null;

    public IEnumerable<Measurement> Of(string workload, string peer) => measurements.Where(one => one.Workload == workload && one.Peer == peer);

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
