using System.Diagnostics;
using System.Runtime.InteropServices;
using Parhelion.Core.Auditing;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Removing;
using Parhelion.Core.Scanning;
using Parhelion.Server.Auditing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Scanning;
using Parhelion.Server.Storage;
using Parhelion.Server.Workers;

namespace Parhelion.Server.Commands;

/// <summary>
/// Runs the command <c>scan</c>, which scans all stored files for malware. With the option <c>--delete</c>, the command deletes the malware. No server with
/// SQLite may run during a scan with <c>--delete</c>. In all other cases, the server may run at the same time.
/// </summary>
/// <remarks>A server with SQLite would still deliver from its memory what the command has deleted.</remarks>
internal static class ScanCommand
{
    /// <summary>Option: deletes what is found, as a call of the API would.</summary>
    public const string Delete = "--delete";

    /// <summary>Option: begins anew, although an earlier scan was interrupted.</summary>
    public const string Restart = "--restart";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = CommandHost.Build(args.Where(arg => arg is not (Delete or Restart)));
        StorageFactory.RequireDatabase(app.Services.GetRequiredService<StorageSettings>());
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        try
        {
            return await CommandHost.GuardAsync(app, all => ScanAsync(all, args.Contains(Delete), args.Contains(Restart), stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. To continue, run the same command again.");
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<int> ScanAsync(IServiceProvider all, bool deletes, bool restarts, CancellationToken cancellationToken)
    {
        var (settings, hashes, scanner) = (all.GetRequiredService<AntivirusSettings>(), all.GetRequiredService<RefusedHashes>(), all.GetService<MalwareScanner>());
        if (scanner is null && !hashes.IsConfigured)
        {
            throw new OperatorErrorException(["There is nothing to scan with; set Parhelion:Antivirus:Address, or Parhelion:Files:RefusedHashes."]);
        }

        RefusedHashesFile.Load(hashes, settings);
        // A server that runs would go on to serve from its memory what another process has deleted. Servers that share a database ask it again after seconds.
        if (deletes && all.GetRequiredService<StorageSettings>().Database == DatabaseProvider.Sqlite) all.GetRequiredService<DataDirectory>().Lock();
        await CommandHost.CheckBlobStoreAsync(all);
        var database = await CommandHost.OpenDatabaseAsync(all);
        var clock = all.GetRequiredService<TimeProvider>();
        var scan = new StoredFileScan(database, all.GetRequiredService<IBlobStore>(), hashes, scanner, clock);
        var state = await scan.LoadAsync(cancellationToken);
        if (restarts) state = new StoredFileScanProgress(clock.GetUtcNow(), "", 0, 0, 0, 0);
        if (state.Files > 0) Console.WriteLine($"Continuing after {state.Files} files of a scan that began at {state.StartedAt:u}. '{Restart}' begins with the first file.");
        var end = await RunAsync(scan, state, deletes ? CreateDeletion(all, database) : null, all.GetRequiredService<AuditActorFactory>().Command, cancellationToken);
        Console.WriteLine($"{end.Files} files scanned, {SizeAndDurationFormatter.Bytes(end.Bytes)}: {end.Found} with malware, {end.Unscanned} could not be scanned");
        if (end.Found > 0 && !deletes) Console.WriteLine($"Nothing was deleted. 'scan {Delete} {Restart}' deletes what it finds.");
        return end.Found + end.Unscanned == 0 ? ExitCodes.Done : ExitCodes.Found;
    }

    private static async Task<StoredFileScanProgress> RunAsync(
        StoredFileScan scan, StoredFileScanProgress state, DeletionService? deletion, AuditActor actor, CancellationToken cancellationToken)
    {
        var shown = Stopwatch.GetTimestamp();
        try
        {
            return await scan.RunAsync(state, finding => ReportAsync(finding, deletion, actor), Show, cancellationToken);
        }
        catch (ScanFailedException e)
        {
            throw new OperatorErrorException([$"{ExceptionText.Quote(e)}. To continue, run the same command again."]);
        }

        void Show(StoredFileScanProgress progress)
        {
            if (Stopwatch.GetElapsedTime(shown) < Interval) return;
            shown = Stopwatch.GetTimestamp();
            Console.Error.WriteLine($"{progress.Files} files, {SizeAndDurationFormatter.Bytes(progress.Bytes)}, {progress.Found} with malware");
        }
    }

    // Not cancelled: what was reported as deleted must be.
    private static async Task ReportAsync(StoredFileScanFinding finding, DeletionService? deletion, AuditActor actor)
    {
        var row = finding.Attachment;
        var what = $"attachment {row.Id} of app {row.AppId}, {row.Size} bytes, {row.Path}";
        if (finding.Signature is null)
        {
            Console.WriteLine($"not scanned: {what}: {finding.Fault}");
            return;
        }

        var isDeleted = deletion is not null && await deletion.RemoveAsync(row.Path, actor, CancellationToken.None, ReceiptReasons.Malware);
        Console.WriteLine($"malware {finding.Signature}: {what}{(isDeleted ? ", deleted" : "")}");
    }

    // The server erases the bytes, and purges the caches, when it runs.
    private static DeletionService CreateDeletion(IServiceProvider all, Database database) => new(
        database, all.GetRequiredService<DeletionSettings>().StepRows, all.GetRequiredService<EventRecorder>(),
        all.GetRequiredService<ICachePurger>(), all.GetRequiredService<TimeProvider>());

    // The first signal stops the scan in order. A second one ends the process at once, which is safe too.
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }
}
