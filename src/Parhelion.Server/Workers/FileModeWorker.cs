using Parhelion.Server.Storage;

namespace Parhelion.Server.Workers;

/// <summary>Takes the rights of group and others away from the blobs of an installation that was made with a looser umask. Nobody reaches them meanwhile: the
/// folders above are closed before the server starts.</summary>
internal sealed class FileModeWorker(DataDirectory directory, IHostApplicationLifetime lifetime, ILogger<FileModeWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (directory.IsOpen) lifetime.ApplicationStarted.Register(log.FolderIsOpen);
        if (directory.LooseFolders.Count == 0) return;
        // The start belongs to the first requests.
        await Task.Yield();
        foreach (var folder in directory.LooseFolders) RestrictAll(folder, stoppingToken);
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
            // The disk is in trouble, which is no reason to stop: the folder itself is closed.
            log.ModeNotChanged(e);
        }
    }

    private void Restrict(string path)
    {
        try
        {
            FileModes.Restrict(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Erased meanwhile, or somebody else's.
            if (Path.Exists(path)) log.ModeNotChanged(e);
        }
    }
}
