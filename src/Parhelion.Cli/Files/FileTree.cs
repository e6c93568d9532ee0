namespace Parhelion.Cli.Files;

/// <summary>Lists folders in the order of their names. A folder that cannot be read is empty, as for a shell.</summary>
internal static class FileTree
{
    /// <summary>Returns the names in a folder, sorted by their characters. The empty path is the current folder.</summary>
    public static IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder.Length == 0 ? "." : folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return [];
        }
    }

    /// <summary>Returns all regular files below a folder. It does not enter folders by symbolic links, so it ends even if links form a loop.</summary>
    public static IEnumerable<string> Files(string folder, bool withHidden)
    {
        foreach (var name in Names(folder).Where(name => withHidden || !IsHidden(name)))
        {
            var path = Path.Combine(folder, name);
            if (FileKinds.Of(path) == FileKind.File) yield return path;
            if (!IsOwnFolder(path)) continue;
            foreach (var file in Files(path, withHidden)) yield return file;
        }
    }

    /// <summary>Whether a path is a folder, and not a link to one.</summary>
    public static bool IsOwnFolder(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    public static bool IsHidden(string name) => name.StartsWith('.');
}
