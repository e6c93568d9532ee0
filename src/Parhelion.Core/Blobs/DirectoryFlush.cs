using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Parhelion.Core.Blobs;

/// <summary>Flushes a directory, so that the names in it survive a power cut. .NET has no call for it; on Windows the
/// file system's journal does it by itself.</summary>
internal static partial class DirectoryFlush
{
    private const int ReadOnlyDirectory = 0x10000; // O_RDONLY | O_DIRECTORY
    private const int MacReadOnlyDirectory = 0x100000;

    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(directory, OperatingSystem.IsMacOS() ? MacReadOnlyDirectory : ReadOnlyDirectory);
        if (descriptor < 0) throw Failure("open", directory);
        try
        {
            if (FlushToDisk(descriptor) != 0) throw Failure("fsync", directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string call, string directory)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of the directory {directory} failed: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushToDisk(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
