namespace Parhelion.Core.Catalog;

/// <summary>Reserves disk space with a file beside the database, so that deletions still work on a full disk. When the disk is full, the server deletes the
/// file. From then on, all writes except deletions fail, until there is enough space to create the file again.</summary>
/// <remarks>A deletion needs the reserve, because it must write to the disk before it frees space.</remarks>
public sealed class DiskReserveFile
{
    /// <summary>Maximum size of the file: 16 MiB.</summary>
    public const long MaxBytes = 16 << 20;

    /// <summary>Minimum size of the file, on small disks: 1 MiB.</summary>
    public const long MinBytes = 1 << 20;

    // The file takes at most 1/64 of the disk, but never less than MinBytes.
    private const int Share = 64;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string file;
    private readonly Lock gate = new();
    private volatile bool isSpent;

    /// <summary>Describes the reserve in a folder that exists. Does not create the file.</summary>
    public DiskReserveFile(string directory) => file = Path.Combine(directory, "reserve");

    /// <summary>Raised when the file was deleted because the disk is full. The argument is the
    /// size of the file in bytes, or 0 when there was no file.</summary>
    public event Action<long>? Released;

    /// <summary>Raised when the file was created. The argument is its size in bytes.</summary>
    public event Action<long>? Made;

    /// <summary>Whether the file was deleted and there is too little space to create it again. Creates the file if there is enough space.</summary>
    public bool IsReleased => isSpent && !TryMake();

    /// <summary>Deletes the file if the disk has too little space to open the database, because
    /// opening it creates small files. Call this before you open it.</summary>
    public void MakeRoomToOpen()
    {
        if (File.Exists(file) && new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace < MinBytes) Release();
    }

    /// <summary>Deletes the file. From now on, all writes except deletions are refused.</summary>
    public void Release()
    {
        long bytes;
        lock (gate)
        {
            var there = new FileInfo(file);
            bytes = there.Exists ? there.Length : 0;
            File.Delete(file);
            if (isSpent && bytes == 0) return;
            isSpent = true;
        }

        Released?.Invoke(bytes);
    }

    /// <summary>Creates the file if it does not exist. Requires free space for twice its size.</summary>
    /// <returns>False when there is too little space. The reserve then counts as given up.</returns>
    public bool TryMake()
    {
        long bytes;
        lock (gate)
        {
            if (File.Exists(file))
            {
                isSpent = false;
                return true;
            }

            var drive = new DriveInfo(Path.GetDirectoryName(file)!);
            bytes = Math.Clamp(drive.TotalSize / Share, MinBytes, MaxBytes);
            isSpent = drive.AvailableFreeSpace < 2 * bytes || !TryAllocate(bytes);
        }

        if (!isSpent) Made?.Invoke(bytes);
        return !isSpent;
    }

    // Not flushed: if a power cut loses the file, the next start creates it again.
    private bool TryAllocate(long bytes)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = bytes };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using var stream = new FileStream(file, options);
            stream.SetLength(bytes);
            return true;
        }
        catch (IOException)
        {
            // Another process has used the space in the meantime.
            File.Delete(file);
            return false;
        }
    }
}
