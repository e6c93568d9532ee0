using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;
using Parhelion.Core.Removing;
using Parhelion.Server.Moving;
using Parhelion.Server.Setup;

namespace Parhelion.Server.Upkeep;

/// <summary>The verb <c>verify</c>: whether database and store belong together, then every row against its blob and every blob against its row. It may run
/// beside a running server.</summary>
internal static class VerifyVerb
{
    /// <summary>Reads and hashes every blob.</summary>
    public const string Bytes = "--bytes";

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = VerbHost.Build(args.Where(arg => arg != Bytes));
        var settings = app.Services.GetRequiredService<Settings>();
        Storage.RequireDatabase(settings);
        // Opening the database would overwrite a damaged log.
        if (DamagedLog.Find(settings) is { } damage)
        {
            Console.WriteLine(damage);
            Console.WriteLine("Nothing else was verified, and nothing was changed: docs/backup.md says what to do.");
            return ExitCodes.Found;
        }

        return await VerbHost.GuardAsync(app, all => VerifyAsync(all, args.Contains(Bytes)));
    }

    private static async Task<int> VerifyAsync(IServiceProvider all, bool readBytes)
    {
        var (database, blobs) = (all.GetRequiredService<Database>(), all.GetRequiredService<IBlobStore>());
        // First: with the wrong store every row would seem to have lost its bytes.
        var faults = await CheckInstallationAsync(database, blobs) ? 0 : 1;
        foreach (var finding in await database.FindDamageAsync(CancellationToken.None))
        {
            faults++;
            Console.WriteLine($"damaged database: {finding}");
        }

        var result = await new Verification(database, blobs).RunAsync(Console.WriteLine, readBytes, CancellationToken.None);
        await TellQuarantineAsync(blobs);
        Console.WriteLine($"{result.Rows} attachments, {result.Blobs} blobs, {result.Faults + faults} faults");
        return result.Faults + faults == 0 ? ExitCodes.Done : ExitCodes.Found;
    }

    private static async Task<bool> CheckInstallationAsync(Database database, IBlobStore blobs)
    {
        try
        {
            var findings = await new InstallationCheck(database, blobs).RunAsync(CancellationToken.None);
            Console.WriteLine(
                findings.Mark is { } mark
                    ? $"installation {mark.Owner}: database (watermark {findings.Database.Watermark}) and store (watermark {mark.Watermark}) belong together"
                    : "the store bears no mark of an installation yet; the next start of a server sets it");
            return true;
        }
        catch (InstallationMismatchException e)
        {
            Console.WriteLine(e.Message);
            return false;
        }
    }

    private static async Task TellQuarantineAsync(IBlobStore blobs)
    {
        long count = 0, bytes = 0;
        await foreach (var entry in blobs.Quarantine.ListAsync(CancellationToken.None))
        {
            count++;
            bytes += entry.Length;
        }

        if (count > 0) Console.WriteLine($"{count} blobs without a row in the quarantine, {Amounts.Bytes(bytes)}; 'quarantine' lists them");
    }
}
