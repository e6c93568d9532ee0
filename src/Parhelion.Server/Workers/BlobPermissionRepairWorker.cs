using Parhelion.Server.Storage;

namespace Parhelion.Server.Workers;

/// <summary>
/// Removes the permissions of the group and of all other users from old blobs, once after the start. Old blobs have such permissions if the installation was
/// created with a looser umask. If nginx sends the files (<c>Media:Delivery=Accel</c>), the group keeps its permissions.
/// </summary>
/// <remarks>Other users cannot reach the blobs even before the repair, because the server restricts the folders above first.</remarks>
internal sealed class BlobPermissionRepairWorker(DataDirectory directory, IHostApplicationLifetime lifetime, ILogger<BlobPermissionRepairWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (directory.IsOpen) lifetime.ApplicationStarted.Register(log.FolderIsOpen);
        if (directory.FoldersReadableByOthers.Count == 0) return;
        // Do not delay the start of the server.
        await Task.Yield();
        foreach (var folder in directory.FoldersReadableByOthers) RestrictAll(folder, stoppingToken);
    }

    private void RestrictAll(string folder, CancellationToken stoppingToken)
    {
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
            {
                if (stoppingToken.IsCancellationRequested) return;
                Restrict(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be read. The server goes on, because the folder itself is restricted already.
            log.ModeNotChanged(e);
        }
    }

    private void Restrict(string path)
    {
        try
        {
            FilePermissionRestrictor.Restrict(path, directory.GroupMayRead);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file was erased meanwhile, or it belongs to another user. Only the latter is logged.
            if (Path.Exists(path)) log.ModeNotChanged(e);
        }
    }
}
