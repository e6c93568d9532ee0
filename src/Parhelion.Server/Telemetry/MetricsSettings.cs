using Parhelion.Server.Configuration;

namespace Parhelion.Server.Telemetry;

/// <summary>Settings of the metrics (section <c>Metrics</c>).</summary>
public sealed record MetricsSettings
{
    /// <summary><c>Metrics:Urls</c>: addresses of their own for <c>/metrics</c>, such as <c>http://127.0.0.1:9464</c>, which need no credentials. Default: none;
    /// the metrics are at the addresses of the API, for programs of this machine and for account keys.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    internal static MetricsSettings Read(SettingsReader reader)
    {
        var settings = new MetricsSettings { Urls = reader.Urls("Metrics:Urls") };
        foreach (var url in settings.Urls.Where(url => url.Scheme != Uri.UriSchemeHttp || url.AbsolutePath != "/"))
        {
            reader.Add($"Parhelion:Metrics:Urls is '{url.OriginalString}'; it must be http://, an address and a port, such as http://127.0.0.1:9464.");
        }

        return settings;
    }
}
