using Microsoft.Extensions.FileSystemGlobbing;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Commands;

/// <summary>Expands file arguments to files. A path that exists stands for itself, <c>-</c> for standard input, and anything else is a pattern.</summary>
internal static class FileArguments
{
    public const string StandardInput = "-";

    /// <exception cref="UsageException">An argument is a folder, or matches no file.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> arguments)
    {
        List<string> files = [];
        foreach (var argument in arguments)
        {
            if (argument == StandardInput || File.Exists(argument)) files.Add(argument);
            else files.AddRange(Match(argument));
        }

        return files;
    }

    private static List<string> Match(string pattern)
    {
        if (Directory.Exists(pattern)) throw new UsageException($"{pattern} is a folder. For its files, use the pattern '{Path.Combine(pattern, "*")}'.");
        if (pattern.AsSpan().IndexOfAny('*', '?') < 0) throw new UsageException($"{pattern} does not exist.");
        var root = Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : ".";
        var matcher = new Matcher().AddInclude(Path.IsPathRooted(pattern) ? Path.GetRelativePath(root, pattern) : pattern);
        var found = matcher.GetResultsInFullPath(root).Order(StringComparer.Ordinal).ToList();
        if (found.Count == 0) throw new UsageException($"{pattern} matches no file.");
        return root == "." ? [.. found.Select(path => Path.GetRelativePath(Environment.CurrentDirectory, path))] : found;
    }
}
