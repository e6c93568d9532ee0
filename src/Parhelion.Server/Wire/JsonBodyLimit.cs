using Parhelion.Server.Configuration;

namespace Parhelion.Server.Wire;

/// <summary>The setting for JSON request bodies: their maximum length (<c>Limits:JsonBytes</c>). Uploads have a limit of their own
/// (<c>Limits:UploadBytes</c>).</summary>
public sealed record JsonBodyLimit
{
    /// <summary><c>Limits:JsonBytes</c>: most bytes of a JSON body. Default: 102,400.</summary>
    public int JsonBytes { get; init; }

    internal static JsonBodyLimit Read(SettingsReader reader) => new() { JsonBytes = (int)reader.Number("Limits:JsonBytes", 102_400, 1024, 10 << 20) };
}
