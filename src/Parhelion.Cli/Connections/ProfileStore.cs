using System.Text.Json;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Connections;

/// <summary>Keeps profiles in a file that only its owner can read.</summary>
internal static class ProfileStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary><c>$XDG_CONFIG_HOME/parhelion/profiles.json</c>, or where the system keeps such files.</summary>
    public static string Location => Path.Combine(Folder, "profiles.json");

    private static string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "parhelion");

    public static ProfileFile Read()
    {
        if (!File.Exists(Location)) return new ProfileFile();
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Location) & ~OwnerOnly) != UnixFileMode.None)
        {
            throw new UsageException($"{Location} can be read by others; it holds secrets. Make it yours alone: chmod 600 {Location}");
        }

        try
        {
            using var file = File.OpenRead(Location);
            return JsonSerializer.Deserialize(file, ProfileJson.Default.ProfileFile) ?? new ProfileFile();
        }
        catch (JsonException e)
        {
            throw new UsageException($"{Location} is not as parhelion writes it: {e.Message}");
        }
    }

    /// <summary>Replaces the file at once: whoever reads it sees the old one or the new one.</summary>
    public static void Write(ProfileFile profiles)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Folder);
        else Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
        var draft = $"{Location}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(draft, options)) JsonSerializer.Serialize(file, profiles, ProfileJson.Default.ProfileFile);
        File.Move(draft, Location, overwrite: true);
    }
}
