using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>
/// Creates and renames files. On 64-bit Linux, each operation takes one system call. On other systems, or if the system call fails, this class uses .NET
/// instead.
/// </summary>
/// <remarks>
/// .NET needs more system calls. .NET also locks a file that it creates, and checks before a rename whether the new name is free. If an operation is
/// impossible, .NET throws the right exception.
/// </remarks>
internal static partial class NativeFileOperations
{
    private const int ForAll = 0x1b6; // 0666, less the umask

    private static bool renames = LibcConstants.IsLinux64;

    /// <summary>Creates a file and opens it for writing.</summary>
    /// <exception cref="IOException">A file with this name exists, or the file cannot be created.</exception>
    public static SafeFileHandle Create(string path)
    {
        var descriptor = LibcConstants.IsLinux64 ? Open(path, LibcConstants.LinuxWriteOnlyAndNew, ForAll) : -1;
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    /// <summary>Renames a file. Never replaces another file.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder of <paramref name="path"/> does not exist.</exception>
    /// <exception cref="IOException">A file with this name exists.</exception>
    public static void Rename(string file, string path)
    {
        if (TryRename(file, path)) return;
        // File.Move without overwrite is a link and an unlink. The check before the move is safe, because only one writer has a given key.
        if (File.Exists(path)) throw new IOException("A blob with this key already exists.");
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
