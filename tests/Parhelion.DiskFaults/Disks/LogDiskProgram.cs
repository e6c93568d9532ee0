namespace Parhelion.DiskFaults.Disks;

/// <summary>The program <c>eng/powercut/logdisk.c</c>.</summary>
internal static class LogDiskProgram
{
    /// <summary>The built program.</summary>
    public static string File { get; } = Path.Combine(Tests.Repository.Root, "artifacts", "powercut", "logdisk");

    /// <summary>Builds it if the source is newer.</summary>
    public static async Task BuildAsync()
    {
        var (_, flags) = await Shell.TryAsync("pkg-config", "--cflags", "--libs", "fuse3");
        await Compiler.BuildAsync(Path.Combine(Tests.Repository.Root, "eng", "powercut", "logdisk.c"), File, flags.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
