using Parhelion.Tests;

namespace Parhelion.DiskFaults.Disks;

/// <summary>Builds <c>logdisk</c> from its source, once per version of it.</summary>
internal static class LogDiskProgram
{
    private static readonly string Source = Path.Combine(Repository.Root, "eng", "powercut", "logdisk.c");

    /// <summary>The built program.</summary>
    public static string File { get; } = Path.Combine(Repository.Root, "artifacts", "powercut", "logdisk");

    /// <summary>Builds it if the source is newer.</summary>
    public static async Task BuildAsync()
    {
        if (System.IO.File.Exists(File) && System.IO.File.GetLastWriteTimeUtc(File) > System.IO.File.GetLastWriteTimeUtc(Source)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        // Another run may build it at the same time: each builds its own, and the last one stays.
        var built = $"{File}.{Environment.ProcessId}.{Guid.NewGuid():n}";
        var (_, flags) = await Shell.TryAsync("pkg-config", "--cflags", "--libs", "fuse3");
        await Shell.RunAsync("gcc", ["-O2", "-Wall", "-Wextra", "-o", built, Source, .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        System.IO.File.Move(built, File, overwrite: true);
    }
}
