using Parhelion.Core;
using Parhelion.Server.Connections;

namespace Parhelion.Server.Telemetry;

/// <summary>Says how much space is free on the disk with the data directory, and how many files this process has open.</summary>
/// <param name="FreeBytes">Bytes that this process may still use on the disk with the data directory.</param>
/// <param name="SizeBytes">Size of this disk in bytes.</param>
/// <param name="OpenFiles">Files and sockets that this process has open; <c>null</c> if the system does not tell.</param>
/// <param name="MaxOpenFiles">How many files and sockets this process may have open; <c>null</c> if the system does not tell.</param>
internal sealed record DiskAndOpenFileUsage(long FreeBytes, long SizeBytes, long? OpenFiles, long? MaxOpenFiles)
{
    private const string OpenFilesFolder = "/proc/self/fd";

    /// <summary>Reads the state.</summary>
    /// <exception cref="IOException">The disk cannot be reached.</exception>
    public static DiskAndOpenFileUsage Read(string dataDirectory)
    {
        var drive = new DriveInfo(dataDirectory);
        long? openFiles = PlatformFeatures.IsLinux && Directory.Exists(OpenFilesFolder) ? Directory.EnumerateFileSystemEntries(OpenFilesFolder).LongCount() : null;
        return new DiskAndOpenFileUsage(drive.AvailableFreeSpace, drive.TotalSize, openFiles, OpenFileLimit.Current());
    }
}
