using System.Runtime.InteropServices;

namespace Parhelion.Cli.Files;

/// <summary>Tells regular files from devices and named pipes. .NET does not: <see cref="File.Exists"/> is true for all of them.</summary>
internal static partial class FileKinds
{
    private const int CurrentFolder = -100;
    private const uint TypeOnly = 1;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    // Offsets of the mode in struct statx of Linux, which is the same on every architecture, and in struct stat of macOS.
    private const int ModeOfLinux = 28;
    private const int ModeOfMacOS = 4;

    /// <summary>Returns the kind of a file. Follows symbolic links.</summary>
    public static FileKind Of(string path)
    {
        if (Directory.Exists(path)) return FileKind.Folder;
        if (!File.Exists(path)) return FileKind.Missing;
        return IsRegular(path) ? FileKind.File : FileKind.Special;
    }

    private static bool IsRegular(string path)
    {
        if (OperatingSystem.IsWindows()) return !Path.GetFullPath(path).StartsWith(@"\\.\", StringComparison.Ordinal);
        Span<byte> status = stackalloc byte[512];
        try
        {
            if (Read(path, status) != 0) return !IsUnderDev(path);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library from before 2018 has no statx.
            return !IsUnderDev(path);
        }

        var mode = MemoryMarshal.Read<ushort>(status[(OperatingSystem.IsMacOS() ? ModeOfMacOS : ModeOfLinux)..]);
        return (mode & TypeMask) == RegularFile;
    }

    private static int Read(string path, Span<byte> status)
    {
        if (!OperatingSystem.IsMacOS()) return Statx(CurrentFolder, path, 0, TypeOnly, status);
        return RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOfIntelMac(path, status) : Stat(path, status);
    }

    private static bool IsUnderDev(string path)
    {
        var full = Path.GetFullPath(path);
        return full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatOfIntelMac(string path, Span<byte> status);
}
