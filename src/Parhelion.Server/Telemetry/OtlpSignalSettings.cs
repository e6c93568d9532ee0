namespace Parhelion.Server.Telemetry;

/// <summary>
/// Says where the server sends one signal: its metrics or its traces. The values come from variables for this signal, such as
/// <c>OTEL_EXPORTER_OTLP_METRICS_ENDPOINT</c>. If a value is <c>null</c>, the OpenTelemetry library reads a variable that both signals share, such
/// as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.
/// </summary>
/// <remarks>No type of OpenTelemetry is used here, so that a server that exports nothing does not load its assemblies.</remarks>
/// <param name="Endpoint">The URL to which the signal is sent. With <c>http/protobuf</c> no path is appended to this URL.</param>
/// <param name="Protocol">The protocol of the collector: <see cref="Grpc"/> or <see cref="HttpProtobuf"/>. If the signal has no variable of its own, the value
/// comes from the variable for both signals.</param>
/// <param name="Headers">Header fields of each request, as <c>name=value</c> with commas between them. They may contain a secret.</param>
internal sealed record OtlpSignalSettings(Uri? Endpoint, string? Protocol, string? Headers)
{
    public const string Grpc = "grpc";
    public const string HttpProtobuf = "http/protobuf";

    /// <summary>Leaves out the values, which may be secret.</summary>
    public override string ToString() => nameof(OtlpSignalSettings);
}
