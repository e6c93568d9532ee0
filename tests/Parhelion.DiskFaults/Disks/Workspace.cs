namespace Parhelion.DiskFaults.Disks;

/// <summary>A folder in memory for the images and logs of a run, in the mount namespace of this process: what is mounted below it ends with
/// the process, however that ends.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    private Workspace(string folder) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Makes the folder.</summary>
    public static async Task<Workspace> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("parhelion-disks-").FullName;
        await Shell.RunAsync("mount", "-t", "tmpfs", "-o", "size=4g,mode=0700", "tmpfs", folder);
        return new Workspace(folder);
    }

    /// <summary>A folder below it.</summary>
    public string Add(string name) => Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Shell.TryAsync("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }
}
