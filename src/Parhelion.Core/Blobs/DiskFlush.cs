using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Flushes files and folders to the disk, and throws when the system reports a failure. All code flushes through this class, because the methods of
/// .NET 10 do not report every failure.</summary>
/// <remarks><c>RandomAccess.FlushToDisk</c> and <c>FileStream.Flush(true)</c> return normally when <c>fsync</c> fails with EIO. A failed flush is never
/// retried. Linux reports an error only once and then treats the lost pages as clean. A second <c>fsync</c> would therefore succeed although data is lost.
/// After an exception the caller must discard the file.</remarks>
public static partial class DiskFlush
{
    private static readonly bool IsMac = OperatingSystem.IsMacOS();

    /// <summary>Flushes the bytes and the length of an open file.</summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="subject">What the file is, for the exception message. Must not contain a blob key, because messages are logged.</param>
    /// <exception cref="IOException">The disk did not accept all of the data. <see cref="Exception.HResult"/> is the error number of the system.</exception>
    public static void File(SafeFileHandle file, string subject)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(file)) throw Failure("flush", subject);
            return;
        }

        while (Flush(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() != LibcConstants.Interrupted) throw Failure("flush", subject);
        }
    }

    /// <summary>Flushes the entries of a folder. Without this, a power cut can undo the creation, renaming or deletion of a file in it. Does nothing on
    /// Windows, because the journal of NTFS preserves names.</summary>
    /// <exception cref="IOException">The folder cannot be opened, or the disk did not accept its entries.</exception>
    public static void Folder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        using var open = Open(folder, IsMac ? LibcConstants.MacReadOnly : LibcConstants.LinuxReadOnly);
        if (open.IsInvalid) throw Failure("open", $"the folder {folder}");
        File(open, $"the folder {folder}");
    }

    /// <summary>Flushes a whole file system, names and data. Linux only.</summary>
    /// <param name="folder">Any folder in it.</param>
    /// <exception cref="IOException">The folder cannot be opened, or the disk did not accept all of the data.</exception>
    public static void FileSystem(string folder)
    {
        using var open = Open(folder, LibcConstants.LinuxReadOnly);
        if (open.IsInvalid) throw Failure("open", $"the folder {folder}");
        if (SynchronizeFileSystem(open) != 0) throw Failure("flush", $"the file system of the folder {folder}");
    }

    // On macOS, fsync leaves data in the cache of the drive. F_FULLFSYNC does not; file systems that do not support it get fsync.
    private static int Flush(SafeFileHandle file)
    {
        if (!IsMac) return Synchronize(file);
        var result = Control(file, LibcConstants.MacFullFlush);
        return result != -1 ? 0 : Marshal.GetLastPInvokeError() == LibcConstants.MacNotSupported ? Synchronize(file) : result;
    }

    private static IOException Failure(string verb, string subject)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"The system could not {verb} {subject}: {new Win32Exception(error).Message}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SynchronizeFileSystem(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);
}
