namespace Parhelion.Rendering.Decoding;

/// <summary>Looks for programs that decode files.</summary>
internal static class InstalledProgram
{
    private static readonly string[] Folders = ["/usr/bin", "/usr/local/bin"];

    /// <summary>Finds a program; <c>null</c> if it is not installed. Files in memory, which it reads, are only on Linux.</summary>
    public static string? Find(string name) => OperatingSystem.IsLinux() ? Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) : null;
}
