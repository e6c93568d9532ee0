using System.Data.Common;
using System.Runtime.InteropServices;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Moving;

/// <summary>Runs the command <c>migrate</c>, which copies the database and the blobs of an installation to another database and another blob store. Prints the
/// progress and a report.</summary>
/// <remarks>If the command ends with <see cref="ExitCodes.Found"/>, <see cref="ExitCodes.Incomplete"/> or <see cref="ExitCodes.Interrupted"/>, the operator can
/// run the command again, and the copy continues where it stopped. After <see cref="ExitCodes.Wrong"/> the operator must first remove the cause that the
/// message names. Most of these causes are found before anything is written.</remarks>
internal static class MigrateCommand
{
    /// <summary>Option: also reads and hashes the bytes of attachments that both sides already have.</summary>
    public const string Bytes = "--bytes";

    /// <summary>Option: completes the copy without attachments whose bytes are missing or wrong.</summary>
    public const string LeaveFaulty = "--leave-faulty";

    /// <summary>Copies the installation and prints a report. Returns one of <see cref="ExitCodes"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = HostBuilderFactory.MakeBuilder([.. args.Where(arg => arg is not (Bytes or LeaveFaulty))]);
        var settings = MoveSettings.Load(builder.Configuration);
        var options = new InstallationMoveOptions { ReadsAllBytes = args.Contains(Bytes), LeavesFaulty = args.Contains(LeaveFaulty) };
        builder.Services.AddParhelion(builder.Configuration);
        await using var app = builder.Build();

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        try
        {
            return await MoveAsync(app.Services, settings, options, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. Everything that was copied is kept. To continue, run the same command again.");
            return ExitCodes.Interrupted;
        }
        catch (MoveException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Wrong;
        }
    }

    private static async Task<int> MoveAsync(IServiceProvider services, MoveSettings settings, InstallationMoveOptions options, CancellationToken cancellationToken)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var from = new InstallationStorage(services.GetRequiredService<Database>(), services.GetRequiredService<IBlobStore>());
        using var directory = settings.NewDirectory is { } path ? new DataDirectory(path, $"{MoveSettings.Section}:DataDirectory") : null;
        directory?.Lock();
        var secrets = new SecretFileCopier(settings.Present, services.GetRequiredService<DataDirectory>(), directory);
        secrets.Check();
        // The directory is null only if neither the database nor the blobs are in one; MoveSettings.Load has checked that.
        await using var database = StorageFactory.OpenDatabase(settings.New, directory!, clock);
        var blobs = StorageFactory.OpenBlobs(settings.New, directory!);
        using var store = blobs as IDisposable;
        var to = new InstallationStorage(database, blobs);
        var sides = new MoveConnectionCheck(settings, from, to, clock);
        await sides.CheckConnectionsAsync(cancellationToken);

        var installationMove = new InstallationMove(from, to, options, clock);
        try
        {
            await installationMove.ClaimAsync(cancellationToken);
            var advice = secrets.Copy();
            var progress = new MoveProgress();
            var result = await MoveProgressDisplay.RunAsync(progress, clock, report => installationMove.RunAsync(progress, report, cancellationToken));
            foreach (var line in MoveReportFormatter.Lines(result, advice)) Console.WriteLine(line);
            if (result.Blobs.Faults > 0) return ExitCodes.Found;
            return result.Outcome == InstallationMoveOutcome.Same ? ExitCodes.Done : ExitCodes.Incomplete;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DbException)
        {
            await Console.Error.WriteLineAsync($"{await sides.SentenceOfAsync(e)} The copy is incomplete. To continue, run the same command again.");
            return ExitCodes.Found;
        }
    }

    // The first signal stops the move in order. A second one ends the process at once, which is safe too.
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }
}
