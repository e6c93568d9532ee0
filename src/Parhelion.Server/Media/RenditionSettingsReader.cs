using Parhelion.Core.Naming;
using Parhelion.Core.Renditions;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Media;

/// <summary>Reads the <see cref="RenditionSettings"/> from the settings (section <c>Images</c>), and reports invalid values. A rendition is a small picture of
/// an attachment, such as a thumbnail.</summary>
internal static class RenditionSettingsReader
{
    private const string Renditions = "Images:Renditions";
    private const int MinSide = 16;
    private const int MaxSide = 4096;
    private const int MaxWorkers = 256;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public static RenditionSettings Read(SettingsReader reader)
    {
        var defaults = new RenditionSettings();
        return new RenditionSettings
        {
            IsEnabled = reader.Boolean("Images:Enabled", defaults.IsEnabled),
            IsEager = reader.Boolean("Images:Eager", defaults.IsEager),
            Workers = (int)reader.Number("Images:Workers", defaults.Workers, 1, MaxWorkers),
            WaitTime = ReadWaitTime(reader, defaults.WaitTime),
            Sizes = ReadSizes(reader, defaults.Sizes),
        };
    }

    private static TimeSpan ReadWaitTime(SettingsReader reader, TimeSpan fallback)
    {
        const string Name = "Images:WaitTime";
        var time = reader.Duration(Name, fallback);
        if (time <= TimeSpan.Zero || time > LongestWait) reader.Add($"Parhelion:{Name} is '{time}'; it must be more than nothing and at most {LongestWait}.");
        return time;
    }

    // Names of the settings replace all default names.
    private static Dictionary<string, int> ReadSizes(SettingsReader reader, IReadOnlyDictionary<string, int> defaults)
    {
        var names = reader.Items(Renditions);
        if (names.Count > RenditionSettings.MaxNames) reader.Add($"Parhelion:{Renditions} has {names.Count} names; at most {RenditionSettings.MaxNames} are allowed.");
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names.Count == 0 ? defaults.Keys : names)
        {
            if (!RenditionId.IsName(name))
            {
                reader.Add($"Parhelion:{Renditions}:{name} has a name that cannot be used; it must have 1 to {RenditionId.MaxNameLength} characters of a to z, 0 to 9 and -.");
            }

            sizes[name] = (int)reader.Number($"{Renditions}:{name}", defaults.GetValueOrDefault(name, MaxSide), MinSide, MaxSide);
        }

        return sizes;
    }
}
