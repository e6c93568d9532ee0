namespace Parhelion.Load;

/// <summary>Directories that are used once.</summary>
internal static class Scratch
{
    /// <summary>Makes a new one below another; whoever asked removes it.</summary>
    public static string New(string parent, string name) =>
        Directory.CreateDirectory(Path.Combine(parent, $"{name}-{Guid.NewGuid():N}")).FullName;
}
