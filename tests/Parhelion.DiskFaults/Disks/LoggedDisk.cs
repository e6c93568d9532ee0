using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.DiskFaults.Disks;

/// <summary>A mounted file system whose disk logs every write and flush: <c>eng/powercut/logdisk.c</c>.</summary>
internal sealed class LoggedDisk : IAsyncDisposable
{
    private readonly string fuse;
    private readonly Process program;
    private SafeFileHandle marks = null!;

    private LoggedDisk(string folder)
    {
        fuse = Path.Combine(folder, "fuse");
        Folder = Path.Combine(folder, "recorded");
        LogFile = Path.Combine(folder, "log");
        Directory.CreateDirectory(fuse);
        Directory.CreateDirectory(Folder);
        program = Process.Start(
            new ProcessStartInfo(LogDiskProgram.File, [Path.Combine(folder, "image"), LogFile, $"{FileSystem.Megabytes}", "-f", "-o", "max_threads=4", fuse]) { UseShellExecute = false })!;
    }

    /// <summary>Where the file system is mounted.</summary>
    public string Folder { get; }

    /// <summary>The log, to be read by <see cref="DiskLog"/>.</summary>
    public string LogFile { get; }

    /// <summary>Makes a file system on a new disk and mounts it.</summary>
    public static async Task<LoggedDisk> MountAsync(FileSystem fileSystem, string folder)
    {
        var disk = new LoggedDisk(folder);
        var file = Path.Combine(disk.fuse, "disk");
        while (!File.Exists(file))
        {
            if (disk.program.HasExited) throw new InvalidOperationException("logdisk does not start; is FUSE available?");
            await Task.Delay(10);
        }

        await fileSystem.MakeAsync(file);
        if (await fileSystem.MountAsync(file, disk.Folder) is { } fault) throw new InvalidOperationException(fault);
        disk.marks = File.OpenHandle(Path.Combine(disk.fuse, "mark"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        return disk;
    }

    /// <summary>Puts a line into the log, behind everything that the disk has done so far.</summary>
    public void Mark(string line) => RandomAccess.Write(marks, Encoding.UTF8.GetBytes(line), 0);

    /// <summary>From now on every write and flush fails with EIO.</summary>
    public void FailWrites() => File.WriteAllText(Path.Combine(fuse, "ctl"), "writes fail\n");

    /// <summary>Unmounts. The log stays.</summary>
    public async ValueTask DisposeAsync()
    {
        marks.Dispose();
        // After failed writes the kernel may be unable to write what is left. The log is complete all the same.
        await Shell.TryAsync("umount", Folder);
        await Shell.TryAsync("umount", "--lazy", fuse);
        await program.WaitForExitAsync();
        program.Dispose();
    }
}
