namespace Parhelion.Core.Catalog;

/// <summary>A file that takes up space on the disk of the database, to be given up for deletions when the disk is full: a deletion has to be written down
/// before it frees anything. As long as it is given up nothing else is written, so that only deletions use its space.</summary>
public sealed class DiskSpaceReserve
{
    /// <summary>Most bytes of the file.</summary>
    public const long MostBytes = 16 << 20;

    /// <summary>Fewest bytes of the file, on small disks.</summary>
    public const long LeastBytes = 1 << 20;

    // The file takes at most a sixty-fourth of the disk.
    private const int Share = 64;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string file;
    private readonly Lock gate = new();
    private volatile bool isSpent;

    /// <summary>The reserve of a folder that exists. Makes nothing.</summary>
    public DiskSpaceReserve(string directory) => file = Path.Combine(directory, "reserve");

    /// <summary>Called when the disk is full and the file is given up, with its bytes: 0 when there was none.</summary>
    public event Action<long>? GivenUp;

    /// <summary>Called when the file is there again, with its bytes.</summary>
    public event Action<long>? Made;

    /// <summary>Whether the file is given up and there is not enough space to make it again. Asking makes it again when there is.</summary>
    public bool IsSpent => isSpent && !TryMake();

    /// <summary>Called before the database is opened, which makes small files beside it: gives the file up when there is no space for them.</summary>
    public void MakeRoomToOpen()
    {
        if (File.Exists(file) && new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace < LeastBytes) GiveUp();
    }

    /// <summary>Gives the file up. Uploads and everything else but deletions are refused from now on.</summary>
    public void GiveUp()
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

        GivenUp?.Invoke(bytes);
    }

    /// <summary>Makes the file if it is not there. There must be as much space again beside it.</summary>
    /// <returns>False when there is not enough space: the reserve counts as given up then.</returns>
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
            bytes = Math.Clamp(drive.TotalSize / Share, LeastBytes, MostBytes);
            isSpent = drive.AvailableFreeSpace < 2 * bytes || !TryAllocate(bytes);
        }

        if (!isSpent) Made?.Invoke(bytes);
        return !isSpent;
    }

    // Not flushed: a file that is lost with the power is made again by the next start.
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
            // Somebody else was faster to take the space.
            File.Delete(file);
            return false;
        }
    }
}
