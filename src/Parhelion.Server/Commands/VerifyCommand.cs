using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Core.Removing;
using Parhelion.Core.Usage;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>
/// Runs the command <c>verify</c>, which compares the rows in the database with the blobs in the store. The command also compares the recorded usage of each
/// app with the attachments of the app. The server may run at the same time.
/// </summary>
/// <remarks>The command first checks that the database and the store belong to one installation. If they do not, it stops, unless the option <c>--anyway</c> is
/// given. Then it compares every row with its blob, and every blob with its row.</remarks>
internal static class VerifyCommand
{
    /// <summary>Option: reads and hashes every blob.</summary>
    public const string Bytes = "--bytes";

    /// <summary>Option: lists the differences even if the database and the store do not belong together.</summary>
    public const string Anyway = "--anyway";

    /// <summary>Option: corrects the usage of apps where it differs from the attachments that exist.</summary>
    public const string RepairUsage = "--repair-usage";

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = CommandHost.Build(args.Where(arg => arg is not (Bytes or Anyway or RepairUsage)));
        var settings = app.Services.GetRequiredService<StorageSettings>();
        StorageFactory.RequireDatabase(settings);
        return await CommandHost.GuardAsync(app, all => VerifyAsync(all, settings, args));
    }

    private static async Task<int> VerifyAsync(IServiceProvider all, StorageSettings settings, string[] args)
    {
        // Opening the database would overwrite a damaged log.
        if (DamagedWalRescue.Find(settings) is not { } damage) return await VerifyAsync(all, args);
        Console.WriteLine(damage);
        Console.WriteLine("Nothing else was verified and nothing was changed. See docs/backup.md.");
        return ExitCodes.Found;
    }

    private static async Task<int> VerifyAsync(IServiceProvider all, string[] args)
    {
        await CommandHost.CheckBlobStoreAsync(all);
        var (database, blobs) = (await CommandHost.OpenDatabaseAsync(all), all.GetRequiredService<IBlobStore>());
        // This check comes first, because with the wrong store every row would seem to lack its blob.
        var faults = await CheckInstallationAsync(database, blobs, args.Contains(Anyway)) ? 0 : 1;
        foreach (var finding in await database.FindDamageAsync(CancellationToken.None))
        {
            faults++;
            Console.WriteLine($"damaged database: {finding}");
        }

        var uploadTime = all.GetRequiredService<OrphanScanOptions>().MinAge;
        var result = await new DatabaseStoreComparison(database, blobs, uploadTime).RunAsync(Console.WriteLine, args.Contains(Bytes), CancellationToken.None);
        if (result.InProgress > 0) Console.WriteLine($"staged files younger than {uploadTime:c}: {result.InProgress}; their uploads may still run, so they are no faults");
        faults += await CheckUsageAsync(new UsageReconciliation(database, all.GetRequiredService<TimeProvider>()), args.Contains(RepairUsage));
        await ReportQuarantineAsync(blobs);
        Console.WriteLine($"{result.Rows} attachments, {result.Blobs} blobs, {result.Faults + faults} faults");
        return result.Faults + faults == 0 ? ExitCodes.Done : ExitCodes.Found;
    }

    // Returns the number of differences that stay.
    private static async Task<int> CheckUsageAsync(UsageReconciliation usage, bool repairs)
    {
        if (repairs)
        {
            var count = await usage.RepairAsync(difference => Report("corrected usage", difference), CancellationToken.None);
            Console.WriteLine($"{count} differences in the usage of apps were corrected");
            return 0;
        }

        var found = await usage.FindAsync(CancellationToken.None);
        foreach (var difference in found) Report("wrong usage", difference);
        if (found.Count > 0) Console.WriteLine($"The usage of apps is wrong. Correct it with 'verify {RepairUsage}'.");
        return found.Count;
    }

    private static void Report(string what, UsageDiscrepancy difference) => Console.WriteLine($"{what}: {difference}");

    private static async Task<bool> CheckInstallationAsync(Database database, IBlobStore blobs, bool anyway)
    {
        try
        {
            var findings = await new InstallationMatchCheck(database, blobs).RunAsync(CancellationToken.None);
            Console.WriteLine(
                findings.Identity is { } mark
                    ? $"installation {mark.Owner}: database (watermark {findings.Database.Watermark}) and store (watermark {mark.Watermark}) belong together"
                    : "the store has no identity file yet; the next start of the server writes it");
            return true;
        }
        catch (InstallationMismatchException e) when (anyway)
        {
            Console.WriteLine(e.Message);
            return false;
        }
        catch (InstallationMismatchException e)
        {
            throw new OperatorErrorException($"{e.Message} Nothing was verified. Correct the settings, or list the differences with 'verify {Anyway}' (docs/backup.md).", e);
        }
    }

    private static async Task ReportQuarantineAsync(IBlobStore blobs)
    {
        long count = 0, bytes = 0;
        await foreach (var entry in blobs.Quarantine.ListAsync(CancellationToken.None))
        {
            count++;
            bytes += entry.Length;
        }

        if (count > 0) Console.WriteLine($"{count} blobs without a row in the quarantine, {SizeAndDurationFormatter.Bytes(bytes)}; 'quarantine' lists them");
    }
}
