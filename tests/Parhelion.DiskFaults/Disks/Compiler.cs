namespace Parhelion.DiskFaults.Disks;

/// <summary>Builds what is written in C.</summary>
internal static class Compiler
{
    /// <summary>Builds a file if its source is newer.</summary>
    public static async Task BuildAsync(string source, string file, params string[] flags)
    {
        if (File.Exists(file) && File.GetLastWriteTimeUtc(file) > File.GetLastWriteTimeUtc(source)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // Another run may build it at the same time: each builds its own, and the last one stays.
        var built = $"{file}.{Guid.NewGuid():n}";
        await Shell.RunAsync("gcc", ["-O2", "-Wall", "-Wextra", "-o", built, source, .. flags]);
        File.Move(built, file, overwrite: true);
    }
}
