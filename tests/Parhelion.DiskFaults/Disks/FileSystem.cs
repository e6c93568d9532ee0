namespace Parhelion.DiskFaults.Disks;

/// <summary>A file system of the kernel: how it is made and mounted.</summary>
/// <param name="Name">Its name: <c>ext4</c>, <c>xfs</c> or <c>btrfs</c>.</param>
/// <param name="SuperblockOffset">Where the superblock is, in bytes.</param>
/// <param name="SuperblockBytes">Size of the superblock. The file system relies on the disk to write it whole or not at all.</param>
internal sealed record FileSystem(string Name, long SuperblockOffset, int SuperblockBytes)
{
    /// <summary>Size of every disk: the smallest that xfs accepts, and some more.</summary>
    public const int Megabytes = 320;

    /// <summary>All that are known.</summary>
    public static IReadOnlyList<FileSystem> All { get; } = [new("ext4", 1024, 1024), new("xfs", 0, 512), new("btrfs", 64 * 1024, 4096)];

    /// <summary>Makes an empty file system on a disk.</summary>
    public Task MakeAsync(string disk) => Shell.RunAsync($"mkfs.{Name}", "-q", Name == "ext4" ? "-F" : "-f", disk);

    /// <summary>Mounts a disk; what <c>mount</c> said if it failed, else <c>null</c>. The kernel repairs what a power cut left.</summary>
    public async Task<string?> MountAsync(string disk, string folder)
    {
        // btrfs remembers every disk that it has seen, and refuses an older state of one of them.
        if (Name == "btrfs") await Shell.TryAsync("btrfs", "device", "scan", "--forget");
        var (exitCode, output) = await Shell.TryAsync("mount", "-t", Name, "-o", "loop", disk, folder);
        return exitCode == 0 ? null : output;
    }

    /// <summary>Unmounts it; what the kernel has not written yet is written now.</summary>
    public static Task UnmountAsync(string folder) => Shell.RunAsync("umount", folder);
}
