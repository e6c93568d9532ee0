using System.Globalization;
using System.Text.RegularExpressions;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>What a scrape of Prometheus has read.</summary>
internal sealed partial class Scrape
{
    private Scrape(string text) => Text = text;

    /// <summary>The whole response.</summary>
    public string Text { get; }

    /// <summary>The names of the metrics that have a value.</summary>
    public IReadOnlyCollection<string> Names => [.. Types().Matches(Text).Select(type => type.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    public static async Task<Scrape> OfAsync(HttpClient client, string url = "/metrics")
    {
        using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return new Scrape(text);
    }

    /// <summary>The sum of the series of a metric, or of those that have all of these labels, such as <c>reason="removed"</c>.</summary>
    public double Sum(string name, params string[] labels) => Series(name).Where(line => labels.All(label => line.Contains(label, StringComparison.Ordinal))).Sum(ValueOf);

    /// <summary>The lines of a metric.</summary>
    public IEnumerable<string> Series(string name) =>
        Text.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal));

    // A timestamp may follow the value.
    private static double ValueOf(string line) => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^# TYPE (?<name>\S+) ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Types();
}
