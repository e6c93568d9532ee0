using Parhelion.Server.Configuration;

namespace Parhelion.Server.Telemetry;

/// <summary>Says whether and where the server sends metrics and traces to an OpenTelemetry collector (OTLP). The values come from the standard variables of
/// OpenTelemetry, such as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
/// <remarks>A variable is for metrics, for traces, or for both. The OpenTelemetry library itself uses the endpoint and the headers for both.</remarks>
/// <param name="Metrics">Where metrics are sent; <c>null</c> if they are not sent.</param>
/// <param name="Traces">Where traces are sent; <c>null</c> if they are not sent.</param>
internal sealed record OtlpSettings(OtlpSignalSettings? Metrics, OtlpSignalSettings? Traces)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP";

    /// <exception cref="OperatorErrorException">A URL or a protocol is invalid.</exception>
    public static OtlpSettings Read(IConfiguration configuration)
    {
        if (bool.TryParse(configuration["OTEL_SDK_DISABLED"], out var isOff) && isOff) return new OtlpSettings(Metrics: null, Traces: null);
        return new OtlpSettings(ReadSignal(configuration, "METRICS"), ReadSignal(configuration, "TRACES"));
    }

    // Nothing is checked for a signal that is not sent: the variables may be there for other programs.
    private static OtlpSignalSettings? ReadSignal(IConfiguration configuration, string signal)
    {
        // A list may name several exporters; this server has the one of OTLP.
        if (configuration[$"OTEL_{signal}_EXPORTER"] is { Length: > 0 } exporters && !exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase)) return null;
        var (own, shared) = (Endpoint(configuration, $"{Prefix}_{signal}_ENDPOINT"), Endpoint(configuration, $"{Prefix}_ENDPOINT"));
        if ((own ?? shared) is null) return null;
        var protocol = Protocol(configuration, $"{Prefix}_{signal}_PROTOCOL") ?? Protocol(configuration, $"{Prefix}_PROTOCOL");
        return new OtlpSignalSettings(own, protocol, configuration[$"{Prefix}_{signal}_HEADERS"]);
    }

    private static Uri? Endpoint(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" => url,
        _ => throw new OperatorErrorException($"{name} (its value is not shown) must be an absolute http or https URL."),
    };

    private static string? Protocol(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => null,
        (OtlpSignalSettings.Grpc or OtlpSignalSettings.HttpProtobuf) and var protocol => protocol,
        var text => throw new OperatorErrorException($"{name} is '{text}'; it must be grpc or http/protobuf."),
    };
}
