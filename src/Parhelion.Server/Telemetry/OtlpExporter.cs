using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Telemetry;

/// <summary>Sends metrics and traces to an OpenTelemetry collector (OTLP). The standard variables of OpenTelemetry, such as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>,
/// configure the exporter. The server has this service only if an endpoint is set.</summary>
/// <remarks>While the collector cannot be reached, the server loses only the metrics and traces that it would send.</remarks>
internal sealed class OtlpExporter(OtlpSettings settings, IConfiguration configuration, IMeterFactory meters, StateGauges gauges) : IHostedService
{
    // How long the last export may take at the end.
    private const int LastExportMilliseconds = 3000;

    private MeterProvider? metrics;
    private TracerProvider? traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Creates the gauges.
        _ = gauges;
        if (settings.Metrics is { } toMetrics)
        {
            metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(services => services.AddSingleton(configuration))
                .SetResourceBuilder(ExportedMetrics.Resource()).AddMetricsOf(meters).AddOtlpExporter(options => Apply(toMetrics, options)).Build();
        }

        if (settings.Traces is { } toTraces)
        {
            traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(services => services.AddSingleton(configuration))
                .SetResourceBuilder(ExportedMetrics.Resource()).AddSource(Tracing.SourceName).AddOtlpExporter(options => Apply(toTraces, options)).Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(Stop, CancellationToken.None);

    private static void Apply(OtlpSignalSettings signal, OtlpExporterOptions options)
    {
        if (signal.Protocol is { } protocol) options.Protocol = protocol == OtlpSignalSettings.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (signal.Endpoint is { } endpoint) options.Endpoint = endpoint;
        if (signal.Headers is { Length: > 0 } headers) options.Headers = headers;
    }

    private void Stop()
    {
        metrics?.Shutdown(LastExportMilliseconds);
        traces?.Shutdown(LastExportMilliseconds);
        metrics?.Dispose();
        traces?.Dispose();
    }
}
