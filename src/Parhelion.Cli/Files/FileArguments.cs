using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Files;

/// <summary>Expands file arguments to files. A path that exists stands for itself, <c>-</c> for standard input, and anything else is a pattern.</summary>
/// <param name="isRecursive">Whether a folder stands for all files below it.</param>
/// <param name="excluded">Patterns of file names that are left out of folders and patterns.</param>
internal sealed class FileArguments(bool isRecursive, IReadOnlyList<string> excluded)
{
    /// <summary>Largest number of files that one command takes.</summary>
    public const int MaxFiles = 100_000;

    private readonly NamePattern[] excluded = [.. excluded.Select(NamePattern.Parse)];

    /// <exception cref="UsageException">An argument is a folder, or matches no file, or there are too many files.</exception>
    public IReadOnlyList<string> Expand(IReadOnlyList<string> arguments)
    {
        List<string> files = [];
        foreach (var argument in arguments)
        {
            if (argument.Length == 0) throw new UsageException("The name of a file is empty.");
            if (argument == StandardInput.Argument || File.Exists(argument)) files.Add(argument);
            else files.AddRange(Match(argument));
            if (files.Count > MaxFiles) throw new UsageException($"One command uploads at most {MaxFiles} files. Use several commands.");
        }

        return files;
    }

    private List<string> Match(string argument)
    {
        if (Directory.Exists(argument))
        {
            return isRecursive
                ? Some(argument, FileTree.Files(argument, withHidden: true))
                : throw new UsageException($"{argument} is a folder. Add --recursive to upload all files in it, or use a pattern: '{Path.Combine(argument, "*")}'.");
        }

        return FilePattern.IsPattern(argument)
            ? Some(argument, new FilePattern(argument).Files())
            : throw new UsageException($"{argument} does not exist.");
    }

    private List<string> Some(string argument, IEnumerable<string> files)
    {
        var found = files.Where(file => !Array.Exists(excluded, pattern => pattern.Matches(Path.GetFileName(file)))).Take(MaxFiles + 1).ToList();
        return found.Count > 0 ? found : throw new UsageException($"{argument} matches no file.");
    }
}
