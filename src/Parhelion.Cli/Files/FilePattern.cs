namespace Parhelion.Cli.Files;

/// <summary>A pattern of paths, as shells have them: <c>*</c>, <c>?</c>, <c>[a-z]</c>, and <c>**</c> for any number of folders. Only a pattern that
/// begins with a dot matches hidden names. <c>**</c> does not enter folders by symbolic links.</summary>
internal sealed class FilePattern
{
    private const string AnyFolders = "**";

    private readonly string root;
    private readonly string[] segments;

    public FilePattern(string pattern)
    {
        root = Path.GetPathRoot(pattern) ?? "";
        char[] separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];
        var all = pattern[root.Length..].Split(separators, StringSplitOptions.RemoveEmptyEntries);
        segments = [.. all.Where((segment, i) => i == 0 || segment != AnyFolders || all[i - 1] != AnyFolders)];
    }

    public static bool IsPattern(string text) => text.AsSpan().IndexOfAny("*?[") >= 0;

    /// <summary>Returns the regular files that match, each once, in the order of their folders and names.</summary>
    public IEnumerable<string> Files() => Below(root, 0).Distinct(StringComparer.Ordinal);

    private IEnumerable<string> Below(string folder, int index)
    {
        if (segments[index] == AnyFolders) return AtAnyDepth(folder, index);
        var pattern = NamePattern.Parse(segments[index]);
        var names = pattern.Literal is { } literal ? [literal] : FileTree.Names(folder).Where(name => IsAllowed(pattern, name) && pattern.Matches(name));
        var paths = names.Select(name => Path.Combine(folder, name));
        return index == segments.Length - 1
            ? paths.Where(path => FileKinds.Of(path) == FileKind.File)
            : paths.Where(Directory.Exists).SelectMany(path => Below(path, index + 1));
    }

    private IEnumerable<string> AtAnyDepth(string folder, int index)
    {
        if (index == segments.Length - 1) return FileTree.Files(folder, withHidden: false);
        var inner = FileTree.Names(folder).Where(name => !FileTree.IsHidden(name)).Select(name => Path.Combine(folder, name)).Where(FileTree.IsOwnFolder);
        return Below(folder, index + 1).Concat(inner.SelectMany(path => AtAnyDepth(path, index)));
    }

    private static bool IsAllowed(NamePattern pattern, string name) => pattern.BeginsWithDot || !FileTree.IsHidden(name);
}
