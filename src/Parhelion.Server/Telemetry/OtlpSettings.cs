namespace Parhelion.Server.Telemetry;

/// <summary>Says whether the server sends metrics and traces to an OpenTelemetry collector (OTLP). The values come from the standard variables of
/// OpenTelemetry. The OpenTelemetry library reads the other variables itself.</summary>
/// <param name="ExportsMetrics">Whether metrics are sent.</param>
/// <param name="ExportsTraces">Whether traces are sent.</param>
internal sealed record OtlpSettings(bool ExportsMetrics, bool ExportsTraces)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static OtlpSettings Read(IConfiguration configuration)
    {
        if (bool.TryParse(configuration["OTEL_SDK_DISABLED"], out var isOff) && isOff) return new OtlpSettings(ExportsMetrics: false, ExportsTraces: false);
        return new OtlpSettings(Exports(configuration, "METRICS"), Exports(configuration, "TRACES"));
    }

    // A list may name several exporters; this server has the one of OTLP.
    private static bool Exports(IConfiguration configuration, string signal)
    {
        var hasEndpoint = configuration[Endpoint] is { Length: > 0 } || configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { Length: > 0 };
        return hasEndpoint && (configuration[$"OTEL_{signal}_EXPORTER"] is not { Length: > 0 } exporters || exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase));
    }
}
