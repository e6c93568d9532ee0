using System.Runtime.InteropServices;

namespace Parhelion.Rendering.Sandbox;

/// <summary>Lists what a process in the sandbox can read: programs, libraries and fonts, and nothing of the server's settings or data.</summary>
internal static class ReadableFiles
{
    private static readonly string[] ProgramExtensions = [".dll", ".so", ".42"];
    private static readonly string[] DescriptionEndings = [".deps.json", ".runtimeconfig.json"];

    /// <summary>The folder of the runtime that several programs share: <c>ROOT/shared/Microsoft.NETCore.App/VERSION</c> is where it runs from. <c>null</c> if the
    /// program has a runtime of its own.</summary>
    public static string? DotNetRoot { get; } = FindRoot();

    /// <summary>Folders that it can read with all that is in them.</summary>
    public static IEnumerable<string> Folders { get; } =
    [
        "/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/var/cache/fontconfig", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/proc/self",
        .. RuntimeFolders(),
    ];

    /// <summary>Single files that it can read. The folder of the server may also contain settings with secrets, so it is not readable as a whole.</summary>
    public static IEnumerable<string> Files() =>
    [
        "/etc/ld.so.cache", "/etc/localtime", "/dev/zero", "/dev/urandom", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/proc/filesystems",
        .. Environment.ProcessPath is { } program ? (string[])[program] : [],
        .. ProgramFiles(AppContext.BaseDirectory, SearchOption.TopDirectoryOnly),
        .. ProgramFiles(Path.Combine(AppContext.BaseDirectory, "runtimes"), SearchOption.AllDirectories),
    ];

    private static string? FindRoot()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Directory.Exists(Path.Combine(root, "host", "fxr")) ? root : null;
    }

    private static IEnumerable<string> ProgramFiles(string folder, SearchOption depth) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", depth).Where(IsOfProgram) : [];

    private static bool IsOfProgram(string file) =>
        ProgramExtensions.Contains(Path.GetExtension(file)) || DescriptionEndings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal));

    private static string[] RuntimeFolders() => DotNetRoot is { } root ? [Path.Combine(root, "shared"), Path.Combine(root, "host")] : [];
}
