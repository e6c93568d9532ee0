using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Parhelion.Server.Commands;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;
using Parhelion.Server.Workers;

namespace Parhelion.Server.Tests.Verbs;

/// <summary>A worker that fails is noticed by whoever looks after the process, and one that only tidies up does not fail.</summary>
public sealed class WorkerFaultTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-workers-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(true, ExitCodes.Wrong)]
    [InlineData(false, ExitCodes.Done)]
    public async Task Server_that_stops_because_a_worker_has_failed_says_so(bool fails, int code)
    {
        using var worker = new Worker(fails);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        await worker.ExecuteTask!.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        await using var all = new ServiceCollection().AddSingleton<IHostedService>(worker).BuildServiceProvider();

        Assert.Equal(code, ServeCommand.EndOf(all));
    }

    [Fact]
    public async Task Folder_that_cannot_be_read_stops_no_server()
    {
        if (OperatingSystem.IsWindows()) return;
        var data = new DataDirectory(directory);
        var blobs = Directory.CreateDirectory(Path.Combine(directory, "blobs")).FullName;
        File.SetUnixFileMode(blobs, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        data.Restrict(groupMayRead: false);
        Assert.Contains(blobs, data.FoldersReadableByOthers);
        // In place of a disk that fails when the folder is read.
        Directory.Delete(blobs);
        var lifetime = new ServiceCollection().AddSingleton<IHostApplicationLifetime, Lifetime>().BuildServiceProvider();
        using var worker = new BlobPermissionRepairWorker(data, lifetime.GetRequiredService<IHostApplicationLifetime>(), NullLogger<BlobPermissionRepairWorker>.Instance);

        await worker.StartAsync(TestContext.Current.CancellationToken);

        await worker.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private sealed class Worker(bool fails) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            if (fails) throw new InvalidOperationException("Nobody has foreseen this.");
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
