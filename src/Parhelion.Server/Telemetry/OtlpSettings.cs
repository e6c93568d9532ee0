using Parhelion.Server.Configuration;

namespace Parhelion.Server.Telemetry;

/// <summary>Says whether and where the server sends metrics and traces to an OpenTelemetry collector (OTLP). The values come from the standard variables of
/// OpenTelemetry. The OpenTelemetry library reads the variables that apply to both.</summary>
/// <param name="Metrics">Where metrics are sent; <c>null</c> if they are not sent.</param>
/// <param name="Traces">Where traces are sent; <c>null</c> if they are not sent.</param>
internal sealed record OtlpSettings(OtlpSignalSettings? Metrics, OtlpSignalSettings? Traces)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP";

    /// <exception cref="SettingsException">A URL or a protocol is invalid.</exception>
    public static OtlpSettings Read(IConfiguration configuration)
    {
        if (bool.TryParse(configuration["OTEL_SDK_DISABLED"], out var isOff) && isOff) return new OtlpSettings(Metrics: null, Traces: null);
        var hasEndpoint = Endpoint(configuration, $"{Prefix}_ENDPOINT") is not null;
        _ = Protocol(configuration, $"{Prefix}_PROTOCOL");
        return new OtlpSettings(ReadSignal(configuration, "METRICS", hasEndpoint), ReadSignal(configuration, "TRACES", hasEndpoint));
    }

    private static OtlpSignalSettings? ReadSignal(IConfiguration configuration, string signal, bool hasEndpoint)
    {
        var (own, name) = ($"{Prefix}_{signal}", $"OTEL_{signal}_EXPORTER");
        var endpoint = Endpoint(configuration, $"{own}_ENDPOINT");
        // A list may name several exporters; this server has the one of OTLP.
        var isExported = configuration[name] is not { Length: > 0 } exporters || exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase);
        return isExported && (hasEndpoint || endpoint is not null)
            ? new OtlpSignalSettings(endpoint, Protocol(configuration, $"{own}_PROTOCOL"), configuration[$"{own}_HEADERS"])
            : null;
    }

    private static Uri? Endpoint(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" => url,
        _ => throw new SettingsException($"{name} (its value is not shown) must be an absolute http or https URL."),
    };

    private static string? Protocol(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => null,
        OtlpSignalSettings.Grpc => OtlpSignalSettings.Grpc,
        OtlpSignalSettings.HttpProtobuf => OtlpSignalSettings.HttpProtobuf,
        var text => throw new SettingsException($"{name} is '{text}'; it must be grpc or http/protobuf."),
    };
}
