using System.Text.Json;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Connections;

/// <summary>Reads and writes the profile file, which only its owner can read.</summary>
internal static class ProfileStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Path of the file: <c>$XDG_CONFIG_HOME/parhelion/profiles.json</c>, or in the application data folder of the system.</summary>
    public static string Location => Path.Combine(Folder, "profiles.json");

    private static string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "parhelion");

    public static ProfileFile Read()
    {
        if (!File.Exists(Location)) return new ProfileFile();
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Location) & ~OwnerOnly) != UnixFileMode.None)
        {
            throw new UsageException($"Other users can access {Location}, which contains secrets. Restrict it with: chmod 600 {Location}");
        }

        try
        {
            using var file = File.OpenRead(Location);
            return JsonSerializer.Deserialize(file, ProfileJson.Default.ProfileFile) ?? new ProfileFile();
        }
        catch (JsonException e)
        {
            throw new UsageException($"{Location} is not a valid profile file: {e.Message}");
        }
    }

    /// <summary>Replaces the file atomically: a concurrent reader gets either the old or the new file.</summary>
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
