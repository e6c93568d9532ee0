using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Files;

/// <summary>The place that a download is written to.</summary>
/// <param name="Path">The path as the user knows it, for messages and results.</param>
/// <param name="FinalPath">The path behind all symbolic links.</param>
/// <param name="Kind">What is there now.</param>
internal sealed record DownloadTarget(string Path, string FinalPath, FileKind Kind)
{
    /// <summary>Follows the symbolic links of a path, also of one whose file is still missing.</summary>
    /// <exception cref="UsageException">The path is a folder, or in a folder that does not exist.</exception>
    public static DownloadTarget At(string path)
    {
        // .NET resolves a relative link against the wrong folder if the path of the link is relative too.
        var full = System.IO.Path.GetFullPath(path);
        var final = new FileInfo(full).LinkTarget is null ? path : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        var target = new DownloadTarget(path, final, FileKinds.Of(final));
        if (target.Kind == FileKind.Folder) throw new UsageException($"{path} is a folder. Choose a file with --output.");
        if (target.Kind == FileKind.Missing && System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(final)) is { } folder && !Directory.Exists(folder))
        {
            throw new UsageException($"The folder {folder} does not exist. Create it with: mkdir -p {folder}");
        }

        return target;
    }
}
