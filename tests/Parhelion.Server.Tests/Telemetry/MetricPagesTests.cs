using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Renditions;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Purging;
using Parhelion.Server.Tests.Renditions;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>The page about the metrics, the dashboard and the alerts name metrics that exist, and the page names all of them.</summary>
public sealed partial class MetricPagesTests
{
    // Only with PostgreSQL or S3.
    private static readonly string[] OfRemoteStores = ["parhelion.clock.skew", "parhelion.database.retries"];

    [Fact]
    public async Task Page_names_each_metric_and_no_other()
    {
        await using var cache = await PurgeRecorder.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["MediaBaseUrl"] = "https://media.example.org";
                options.Settings["Purge:Targets:0:Kind"] = "Varnish";
                options.Settings["Purge:Targets:0:Url"] = cache.Url;
                options.ConfigureServices = services => services.AddSingleton<IRenderer>(new FakeRenderer());
            },
            TestContext.Current.CancellationToken);
        using var metrics = new MetricReader(server);
        using var account = server.CreateAccountClient();
        await Scrape.OfAsync(account);
        await UseAsync(server, receiver);
        var scrape = await Scrape.OfAsync(account);
        var rows = Rows();

        Assert.Equal(
            rows.Select(row => row.Name).Where(name => name.StartsWith("parhelion.", StringComparison.Ordinal)).Except(OfRemoteStores).Order(StringComparer.Ordinal),
            metrics.Names.Where(name => name.StartsWith("parhelion.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        // PostgreSQL is used by other tests of this process, and the counter of its retries is of the whole process.
        Assert.Equal(
            rows.Where(row => !OfRemoteStores.Contains(row.Name)).Select(row => row.Prometheus).Order(StringComparer.Ordinal),
            scrape.Names.Except(["target_info", "otel_scope_info", "parhelion_database_retries_total"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("deploy/grafana/parhelion.json")]
    [InlineData("deploy/prometheus/alerts.yml")]
    [InlineData("deploy/prometheus/alerts.test.yml")]
    public async Task Dashboard_and_alerts_name_metrics_that_exist(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, file), TestContext.Current.CancellationToken);
        var known = Rows().Select(row => row.Prometheus).ToHashSet(StringComparer.Ordinal);

        var used = Uses().Matches(text).Select(use => HistogramSuffix().Replace(use.Value, "")).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(used.Count > 5, $"Only {used.Count} metrics were found.");
        Assert.All(used, name => Assert.Contains(name, known));
    }

    [Fact]
    public async Task Dashboard_shows_each_metric_of_the_server()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy/grafana/parhelion.json"), TestContext.Current.CancellationToken);

        Assert.All(Rows().Where(row => row.Name.StartsWith("parhelion.", StringComparison.Ordinal)), row => Assert.Contains(row.Prometheus, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_names_each_alert()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/metrics.md"), TestContext.Current.CancellationToken);
        var alerts = Alerts().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy/prometheus/alerts.yml"), TestContext.Current.CancellationToken));

        Assert.Equal(10, alerts.Count);
        Assert.All(alerts, alert => Assert.Contains($"`{alert.Groups["name"].Value}`", page, StringComparison.Ordinal));
    }

    // Whatever has a value only once something has happened.
    private static async Task UseAsync(ParhelionServer server, Receiver receiver)
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        await Hooks.SayAsync(server, (await Chat.Of(server).GroupAsync()).Id, "hello");
        await receiver.WaitAsync(1);
        var url = await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        using var anonymous = server.CreateAnonymousClient();
        await anonymous.GetByteArrayAsync($"{new Uri(url).AbsolutePath}?rendition=preview", TestContext.Current.CancellationToken);
        using var removed = await Uploads.RemoveAsync(server, url);
        using var metrics = new MetricReader(server);
        await Uploads.WaitAsync(() => metrics.Read("parhelion.webhook.deliveries", "delivered") > 0, () => "The call of the webhook is not counted.");
        // The first scan of orphans runs soon after the start.
        await Uploads.WaitAsync(() => metrics.Has("parhelion.quarantine"), () => "No scan has ended.");
    }

    private static List<(string Name, string Prometheus)> Rows() =>
        [.. TableRows().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/metrics.md"))).Select(row => (row.Groups["name"].Value, row.Groups["prometheus"].Value))];

    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \| `(?<prometheus>[a-z_]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableRows();

    [GeneratedRegex(@"\b(parhelion|http_server|kestrel|dotnet)_[a-z_]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uses();

    [GeneratedRegex(@"(?<=_(seconds|transactions))_(bucket|count|sum)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HistogramSuffix();

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alerts();
}
