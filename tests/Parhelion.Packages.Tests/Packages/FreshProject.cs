using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Packages;

/// <summary>A project as a user makes it: the files of a sample, packages instead of project references, nothing of this repository.</summary>
internal static class FreshProject
{
    /// <summary>Copies the C# files of a sample into a new folder beside a new project file.</summary>
    /// <returns>The folder.</returns>
    public static string Create(PackageFeed feed, string sample, ProjectFile project, string? name = null)
    {
        var folder = feed.NewFolder(name ?? sample);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", sample), "*.cs")) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder, $"{sample}.csproj"), project.ToString());
        return folder;
    }
}
