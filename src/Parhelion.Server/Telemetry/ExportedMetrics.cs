using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Telemetry;

/// <summary>Selects the metrics that are exported: all metrics of this server, and a few of ASP.NET Core, Kestrel and .NET. Every metric has a bounded number
/// of series.</summary>
/// <remarks>Only classes that export metrics use this class, so that a server whose metrics nobody reads does not load OpenTelemetry.</remarks>
internal static class ExportedMetrics
{
    private const string Requests = "http.server.request.duration";

    // As many series as a metric of this server can have. The library reserves memory for this many.
    private const int Series = 64;

    // About 70 routes, with a few statuses each.
    private const int RequestSeries = 1000;

    // Counted for the whole process.
    private const string Runtime = "System.Runtime";
    private const string Postgres = "Parhelion.Postgres";

    private static readonly string[] Others =
    [
        "kestrel.active_connections", "parhelion.database.retries", "dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.pause.time",
    ];

    // Those of ASP.NET Core begin at 5 ms, and most requests take less than one.
    private static readonly double[] RequestSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static readonly string[] RequestLabels = ["http.request.method", "http.route", "http.response.status_code"];

    /// <summary>Adds the metrics of one server.</summary>
    /// <param name="builder">The builder of an exporter.</param>
    /// <param name="meters">The factory of the meters of this server. The process may have other servers.</param>
    public static MeterProviderBuilder AddMetricsOf(this MeterProviderBuilder builder, IMeterFactory meters) => builder
        .AddMeter(ParhelionMeter.Name, Postgres, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", Runtime)
        .AddView(instrument => ViewOf(instrument, meters));

    /// <summary>Returns what describes this server to a collector: the name <c>parhelion</c> and its version, unless <c>OTEL_SERVICE_NAME</c> or
    /// <c>OTEL_RESOURCE_ATTRIBUTES</c> say otherwise.</summary>
    public static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("parhelion", serviceVersion: typeof(ExportedMetrics).Assembly.GetName().Version?.ToString(3)).AddTelemetrySdk().AddEnvironmentVariableDetector();

    private static MetricStreamConfiguration ViewOf(Instrument instrument, IMeterFactory meters)
    {
        var isOurs = ReferenceEquals(instrument.Meter.Scope, meters) || instrument.Meter.Name is Runtime or Postgres;
        if (isOurs && instrument.Name == Requests) return new ExplicitBucketHistogramConfiguration { Boundaries = RequestSeconds, TagKeys = RequestLabels, CardinalityLimit = RequestSeries };
        if (isOurs && (instrument.Meter.Name == ParhelionMeter.Name || Others.Contains(instrument.Name))) return new MetricStreamConfiguration { CardinalityLimit = Series };
        return MetricStreamConfiguration.Drop;
    }
}
