using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Files;

/// <summary>The files that a command has begun to write. No two downloads of a command write the same file, not even one after the other.</summary>
internal sealed class ClaimedTargets
{
    private readonly Lock gate = new();
    private readonly HashSet<string> paths = new(IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private static bool IgnoresCase => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>Takes a target for one download.</summary>
    /// <exception cref="UsageException">Another download of this command has it.</exception>
    public void Claim(DownloadTarget target)
    {
        var path = Path.GetFullPath(target.FinalPath);
        // macOS takes both forms of a letter with an accent for the same name.
        if (OperatingSystem.IsMacOS()) path = path.Normalize();
        lock (gate)
        {
            if (paths.Add(path)) return;
        }

        throw new UsageException($"Two URLs of this command have the same file name: {target.Path}. Download one of them in a separate command, with --output.");
    }
}
