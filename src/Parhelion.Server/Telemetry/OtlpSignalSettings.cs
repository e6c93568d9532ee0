namespace Parhelion.Server.Telemetry;

/// <summary>Says where the server sends its metrics, or its traces. Each value comes from a variable for this signal only, such as
/// <c>OTEL_EXPORTER_OTLP_METRICS_ENDPOINT</c>. A value of <c>null</c> leaves what the variables for both signals say.</summary>
/// <remarks>No type of OpenTelemetry is used here, so that a server that exports nothing does not load its assemblies.</remarks>
/// <param name="Endpoint">The URL that gets the signal. With <c>http/protobuf</c> nothing is appended to it.</param>
/// <param name="Protocol">The protocol of the collector: <see cref="Grpc"/> or <see cref="HttpProtobuf"/>.</param>
/// <param name="Headers">Header fields of each request, as <c>name=value</c> with commas between them. They may contain a secret.</param>
internal sealed record OtlpSignalSettings(Uri? Endpoint, string? Protocol, string? Headers)
{
    public const string Grpc = "grpc";
    public const string HttpProtobuf = "http/protobuf";

    /// <summary>Leaves out the values, which may be secret.</summary>
    public override string ToString() => nameof(OtlpSignalSettings);
}
