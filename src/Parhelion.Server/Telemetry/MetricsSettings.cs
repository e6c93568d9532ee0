using Parhelion.Server.Configuration;

namespace Parhelion.Server.Telemetry;

/// <summary>Settings of the metrics (section <c>Metrics</c>): on which addresses the server serves <c>/metrics</c>.</summary>
public sealed record MetricsSettings
{
    /// <summary><c>Metrics:Urls</c>: addresses of their own for <c>/metrics</c>, such as <c>http://127.0.0.1:9464</c>, which need no credentials. Default: none;
    /// the metrics are at the addresses of the API, for programs of this machine and for account keys.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    internal const string UrlsName = "Metrics:Urls";

    internal static MetricsSettings Read(SettingsReader reader) => new() { Urls = AdditionalHttpServer.Read(reader, UrlsName, examplePort: 9464) };
}
