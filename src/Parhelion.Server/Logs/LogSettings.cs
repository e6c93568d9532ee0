using Parhelion.Server.Configuration;

namespace Parhelion.Server.Logs;

/// <summary>Settings of the log that the server writes with the console logger of .NET (section <c>Parhelion:Logging</c>). The log levels are in another
/// section, <c>Logging</c>, which ASP.NET Core defines.</summary>
internal sealed record LogSettings
{
    /// <summary><c>Logging:Format</c>: text or JSON. Default: text.</summary>
    public LogFormat Format { get; init; }

    /// <summary><c>Logging:Requests</c>: whether each request is logged. Default: no, because it takes time and space.</summary>
    public bool Requests { get; init; }

    internal static LogSettings Read(SettingsReader reader) => new()
    {
        Format = reader.Choice("Logging:Format", LogFormat.Text),
        Requests = reader.Boolean("Logging:Requests", false),
    };
}
