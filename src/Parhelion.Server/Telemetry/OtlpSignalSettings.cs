using OpenTelemetry.Exporter;

namespace Parhelion.Server.Telemetry;

/// <summary>Says where the server sends its metrics, or its traces. Each value comes from a variable for this signal only, such as
/// <c>OTEL_EXPORTER_OTLP_METRICS_ENDPOINT</c>. A value of <c>null</c> leaves what the variables for both signals say.</summary>
/// <param name="Endpoint">The URL that gets the signal. With <c>http/protobuf</c> nothing is appended to it.</param>
/// <param name="Protocol">The protocol of the collector.</param>
/// <param name="Headers">Header fields of each request, as <c>name=value</c> with commas between them. They may contain a secret.</param>
internal sealed record OtlpSignalSettings(Uri? Endpoint, OtlpExportProtocol? Protocol, string? Headers)
{
    /// <summary>Sets what is known for this signal only.</summary>
    public void Apply(OtlpExporterOptions options)
    {
        if (Protocol is { } protocol) options.Protocol = protocol;
        if (Endpoint is not null) options.Endpoint = Endpoint;
        if (Headers is { Length: > 0 }) options.Headers = Headers;
    }

    /// <summary>Leaves out the values, which may be secret.</summary>
    public override string ToString() => nameof(OtlpSignalSettings);
}
