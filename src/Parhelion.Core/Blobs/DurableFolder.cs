namespace Parhelion.Core.Blobs;

/// <summary>Creates folders and flushes them to the disk, so that they still exist after a power cut.</summary>
public static class DurableFolder
{
    /// <summary>Creates a folder and its parents if they do not exist, and flushes the parent of each. An existing folder is flushed as well, because a
    /// process that was killed before its flush may have created it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mode">Unix permissions of the folders that are created; <c>null</c> for the default of the umask. Ignored on Windows.</param>
    /// <exception cref="IOException">The folder cannot be created, or the disk did not accept it.</exception>
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

    // The parent may be unreadable or read-only for this process. Then whoever created the folder is responsible for its durability.
    private static void FlushIfPossible(string folder)
    {
        try
        {
            DiskFlush.Folder(folder);
        }
        catch (IOException e) when (e.HResult is LibcConstants.NotPermitted or LibcConstants.NoAccess or LibcConstants.NotPossible or LibcConstants.ReadOnlyFileSystem)
        {
            // See above.
        }
    }
}
