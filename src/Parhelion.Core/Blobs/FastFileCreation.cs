using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Making a file and giving it its name, with one system call each on Linux. The library locks it against other programs
/// besides, and looks whether the name is free. Whatever fails is done once more by the library, which knows what to say.</summary>
internal static partial class FastFileCreation
{
    private const int ForAll = 0x1b6; // 0666, less the umask

    private static bool renames = LibcConstants.IsLinux64;

    /// <summary>A new file, open for writing.</summary>
    /// <exception cref="IOException">There is one with this name, or none can be made.</exception>
    public static SafeFileHandle Create(string path)
    {
        var descriptor = LibcConstants.IsLinux64 ? Open(path, LibcConstants.LinuxWriteOnlyAndNew, ForAll) : -1;
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    /// <summary>Renames a file; never over another one.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder of <paramref name="path"/> is not there.</exception>
    /// <exception cref="IOException">There is a file with this name already.</exception>
    public static void Rename(string file, string path)
    {
        if (TryRename(file, path)) return;
        // A move of the library that may not overwrite is a link and an unlink; a key belongs to one writer, so that nobody comes in between here.
        if (File.Exists(path)) throw new IOException("There is a blob with this key.");
        File.Move(file, path, overwrite: true);
    }

    private static bool TryRename(string file, string path)
    {
        if (!renames) return false;
        try
        {
            return Rename(LibcConstants.WorkingDirectory, file, LibcConstants.WorkingDirectory, path, LibcConstants.RenameWithoutReplacing) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return renames = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int fromDirectory, string from, int toDirectory, string to, uint flags);
}
