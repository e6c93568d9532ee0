namespace Parhelion.Core.Blobs;

/// <summary>Makes folders that are still there after a power cut.</summary>
public static class DurableFolder
{
    /// <summary>Makes a folder, with the folders above it, unless it is there, and flushes the folder above each one. A folder that is there
    /// is flushed as well: it may have been made by a process that was killed before it could flush.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mode">Who may use what is made; <c>null</c>: as the umask has it. Windows has no such thing.</param>
    /// <exception cref="IOException">The folder cannot be made, or the disk did not take it.</exception>
    public static void Make(string folder, UnixFileMode? mode = null)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.GetDirectoryName(path) is not { } parent) return;
        if (Directory.Exists(path))
        {
            FlushIfPossible(parent);
            return;
        }

        if (!Directory.Exists(parent)) Make(parent, mode);
        if (mode is null || OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, mode.Value);
        DiskFlush.Folder(parent);
    }

    // Whoever made the folder may have put it where this process must not look, or cannot write: then it is theirs to see that it stays.
    private static void FlushIfPossible(string folder)
    {
        try
        {
            DiskFlush.Folder(folder);
        }
        catch (IOException e) when (e.HResult is LibcConstants.NotPermitted or LibcConstants.NoAccess or LibcConstants.NotPossible or LibcConstants.ReadOnlyFileSystem)
        {
            // As said above.
        }
    }
}
