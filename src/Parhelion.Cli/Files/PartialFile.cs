using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Cli.Files;

/// <summary>A download that is not complete yet: the file <c>NAME.HASH.part</c> beside its target. A target is thus always complete. The name
/// depends on the URL and on the version of the file, so the next run of the same command finds the bytes that arrived.</summary>
internal sealed class PartialFile : IAsyncDisposable
{
    // Of the name of the target only its beginning is kept: a name of 255 bytes leaves no room for anything behind it.
    private const int MaxBytesOfName = 40;

    private readonly DownloadTarget target;
    private readonly bool isResumable;
    private bool isDone;

    private PartialFile(DownloadTarget target, string path, bool isResumable)
    {
        (this.target, Path, this.isResumable) = (target, path, isResumable);
        Content = new FileStream(path, Options());
    }

    public string Path { get; }

    public FileStream Content { get; }

    /// <summary>Opens the partial file of a download, with the bytes of an earlier run. Its position is behind them.</summary>
    /// <param name="target">The target.</param>
    /// <param name="mediaUrl">Media URL of the file.</param>
    /// <param name="version">The strong ETag of the file; <c>null</c> if the download cannot be resumed.</param>
    /// <exception cref="IOException">The file cannot be opened, or another process writes into it.</exception>
    public static PartialFile Open(DownloadTarget target, string mediaUrl, string? version)
    {
        var name = System.IO.Path.GetFileName(target.FinalPath);
        var hash = version is null
            ? RandomNumberGenerator.GetHexString(16, lowercase: true)
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{mediaUrl}\n{version}\n{name}")).AsSpan(0, 8));
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(target.FinalPath) ?? "", $"{Beginning(name)}.{hash}.part");
        // The hash contains the secret URL, so no stranger can guess the name and put a link there.
        if (new FileInfo(path).LinkTarget is not null) throw new IOException($"{path} is a symbolic link. Delete it and run the command again.");
        var file = new PartialFile(target, path, version is not null);
        file.Content.Seek(0, SeekOrigin.End);
        return file;
    }

    /// <summary>Discards the bytes of an earlier run.</summary>
    public void StartOver() => Content.SetLength(0);

    /// <summary>Gives the file its final name.</summary>
    /// <param name="replaces">Whether an existing file is replaced. It keeps its permissions.</param>
    public async Task CompleteAsync(bool replaces)
    {
        await Content.DisposeAsync();
        if (!OperatingSystem.IsWindows() && target.Kind == FileKind.File) File.SetUnixFileMode(Path, File.GetUnixFileMode(target.FinalPath));
        File.Move(Path, target.FinalPath, replaces);
        isDone = true;
    }

    /// <summary>Keeps the bytes that arrived for the next run, if it can use them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDone) return;
        var isKept = isResumable && Content.CanSeek && Content.Length > 0;
        await Content.DisposeAsync();
        if (!isKept) File.Delete(Path);
    }

    private FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = isResumable ? FileMode.OpenOrCreate : FileMode.CreateNew,
            Access = FileAccess.Write,
            // Locks the file, so that two processes do not write into it.
            Share = FileShare.None,
            BufferSize = 1,
            Options = FileOptions.Asynchronous,
        };
        // Who may not read the target must not read its new bytes either. The owner can write, so that another run can resume.
        if (!OperatingSystem.IsWindows() && target.Kind == FileKind.File) options.UnixCreateMode = File.GetUnixFileMode(target.FinalPath) | UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static string Beginning(string name)
    {
        var bytes = 0;
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytesOfName) break;
            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }
}
