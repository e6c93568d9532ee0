using Parhelion.Server.Configuration;

namespace Parhelion.Server.Wire;

/// <summary>The limit of requests that are not uploads: how long a JSON body may be (<c>Limits:JsonBytes</c>).</summary>
public sealed record JsonBodySettings
{
    /// <summary><c>Limits:JsonBytes</c>: most bytes of a JSON body. Default: 102,400.</summary>
    public int JsonBytes { get; init; }

    internal static JsonBodySettings Read(SettingsReader reader) => new() { JsonBytes = (int)reader.Number("Limits:JsonBytes", 102_400, 1024, 10 << 20) };
}
