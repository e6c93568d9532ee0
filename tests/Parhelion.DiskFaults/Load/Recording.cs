using Parhelion.DiskFaults.Disks;

namespace Parhelion.DiskFaults.Load;

/// <summary>Records a server from its first start on: uploads, removals and cascades by several callers, <c>kill -9</c>, a clean stop, and a
/// disk that fails at last. The log of the disk holds every write and every promise.</summary>
internal sealed class Recording(FileSystem fileSystem, string folder, int seed, int operations)
{
    /// <summary>The name of the data directory on the recorded disk.</summary>
    public const string DataDirectory = "data";

    private const int Callers = 6;

    // Cascades in the smallest pieces, and an orphan scan that takes whatever it may.
    private static readonly string[] Settings = ["Deletion:StepRows=40", "Sweep:OrphanAge=00:00:01"];

    private LoggedDisk disk = null!;
    private PromiseBook book = null!;
    private LoadCaller[] callers = [];

    /// <summary>Records; the file of the log.</summary>
    public async Task<string> RunAsync()
    {
        await using (disk = await LoggedDisk.MountAsync(fileSystem, folder))
        {
            disk.Mark(Promises.Mounted);
            book = new PromiseBook(disk);
            callers = [.. Enumerable.Range(0, Callers).Select(index => new LoadCaller(book, new Random(seed + index)))];
            await ServeAsync(server => server.KillAsync());
            await ServeAsync(server => server.StopAsync());
            await ServeAsync(FailAsync);
            return disk.LogFile;
        }
    }

    private async Task ServeAsync(Func<ServerRun, Task> end)
    {
        await using var server = await ServerRun.StartAsync(new ServerStart(Path.Combine(disk.Folder, DataDirectory)) { Settings = Settings });
        if (!server.IsListening) throw new InvalidOperationException($"The recorded server does not start: {server.Output}");
        book.Serving();
        var left = operations / 3;
        var load = Task.WhenAll(callers.Select(caller => CallAsync(caller, server.Api, () => Interlocked.Decrement(ref left) >= 0)));
        var commits = CommitAsync(load);
        while (!load.IsCompleted || book.IsWaiting)
        {
            var wasComplete = load.IsCompleted;
            book.Erased(await server.Api.ErasedAsync());
            await Task.WhenAny(load, Task.Delay(100));
            if (wasComplete) await Task.Delay(50);
        }

        await load;
        await commits;
        await end(server);
    }

    // As other programs do. What the file system commits in the middle of an upload, btrfs has to undo from its log after a power cut.
    private async Task CommitAsync(Task until)
    {
        var random = new Random(seed);
        while (!until.IsCompleted)
        {
            await Task.WhenAny(until, Task.Delay(random.Next(20, 1000)));
            await Shell.RunAsync("sync", "--file-system", disk.Folder);
        }
    }

    // The callers go on while every write fails. What is promised now must be on the disk already.
    private async Task FailAsync(ServerRun server)
    {
        disk.Mark(Promises.Failing);
        disk.FailWrites();
        var left = Callers * 10;
        await Task.WhenAll(callers.Select(caller => CallAsync(caller, server.Api, () => Interlocked.Decrement(ref left) >= 0)));
        await server.KillAsync();
    }

    private static async Task CallAsync(LoadCaller caller, Api api, Func<bool> goesOn)
    {
        try
        {
            while (goesOn()) await caller.ActAsync(api);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The server is gone or does not answer.
        }
    }
}
