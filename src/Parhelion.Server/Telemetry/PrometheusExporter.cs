using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Parhelion.Server.Telemetry;

/// <summary>Writes the metrics of this server in the text format of Prometheus. The first request for the metrics (scrape) creates the exporter.</summary>
/// <remarks>Durations and the metrics of ASP.NET Core are measured only after the first scrape. The counters of this server need no exporter: they count from
/// the start of the server.</remarks>
internal sealed class PrometheusExporter : IDisposable
{
    private readonly MeterProvider provider;
    private readonly RequestDelegate handler;

    public PrometheusExporter(IServiceProvider services)
    {
        provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ExportedMetrics.Resource())
            .AddMetricsOf(services.GetRequiredService<IMeterFactory>())
            .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0)
            .Build();
        var app = new ApplicationBuilder(services);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(provider, predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        handler = app.Build();
    }

    /// <summary>Answers a scrape.</summary>
    public Task InvokeAsync(HttpContext http) => handler(http);

    public void Dispose() => provider.Dispose();
}
