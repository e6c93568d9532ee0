using System.Runtime.CompilerServices;

namespace Parhelion.Server.Telemetry;

/// <summary>Answers the requests with which Prometheus reads the metrics (scrapes). The class loads the exporter only at the first scrape.</summary>
internal sealed class PrometheusScrapeHandler(StateGauges gauges, IServiceProvider services) : IDisposable
{
    /// <summary>The path of the metrics.</summary>
    public const string Path = "/metrics";

    private readonly Lock gate = new();
    private IDisposable? exporter;

    /// <summary>Answers a scrape. The caller has checked who asks.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        await gauges.RefreshAsync();
        http.Response.Headers.CacheControl = "no-store";
        await ExportAsync(http);
    }

    public void Dispose()
    {
        lock (gate) exporter?.Dispose();
    }

    // In a method of its own: the runtime loads an assembly when it compiles a method that names its types.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task ExportAsync(HttpContext http)
    {
        PrometheusExporter current;
        lock (gate) exporter = current = (PrometheusExporter?)exporter ?? new PrometheusExporter(services);
        return current.InvokeAsync(http);
    }
}
