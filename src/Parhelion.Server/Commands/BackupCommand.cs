using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;
using Parhelion.Server.Auditing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>backup</c>, which copies an installation to a folder. The database must be SQLite, and the blobs must be files on disk. The server
/// may run at the same time.</summary>
/// <remarks>The next run into the same folder copies only new blobs, and erases the copies that are no longer needed.</remarks>
internal static class BackupCommand
{
    /// <summary>Option: skips the check that reads the copied blobs again to verify their hashes.</summary>
    public const string Quick = "--quick";

    /// <summary>The arguments of the command, for the help.</summary>
    public const string Usage = $"backup DIR [{Quick}]";

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = BackupCommandSupport.FolderOf(args, Usage);
        await using var app = CommandHost.Build(args.Skip(1).Where(arg => arg != Quick));
        var settings = app.Services.GetRequiredService<StorageSettings>();
        BackupCommandSupport.RequireEmbedded(settings, "backup");
        StorageFactory.RequireDatabase(settings);
        BackupCommandSupport.RequireApart(settings, folder);
        using var target = new DataDirectory(folder, BackupCommandSupport.FolderName);
        target.Lock();
        return await CommandHost.GuardAsync(app, all => BackupCommandSupport.GuardAsync(folder, () => BackupAsync(all, settings, target, !args.Contains(Quick))));
    }

    private static async Task<int> BackupAsync(IServiceProvider all, StorageSettings settings, DataDirectory target, bool verifies)
    {
        if (DamagedWalRescue.Find(settings) is { } damage) throw new OperatorErrorException([$"{damage} No backup was made, because it would be incomplete. See docs/backup.md."]);
        await CommandHost.OpenDatabaseAsync(all);
        var backup = new BackupWriter((SqliteDatabase)all.GetRequiredService<Database>(), settings.DataDirectory, new BackupFolder(target.Root), all.GetRequiredService<TimeProvider>());
        var result = await backup.RunAsync(() => BackupCommandSupport.CopySecrets(settings.DataDirectory, target.Root), Console.WriteLine, verifies, CancellationToken.None);
        if (result.Faults == 0) await RecordAsync(all);
        Console.WriteLine(
            $"{result.Rows} attachments: {result.Blobs.Linked} blobs linked, {result.Blobs.Copied} copied, {result.Blobs.Present} already present, {result.Blobs.Erased} erased because they are no longer needed");
        Console.WriteLine(SentenceOf(result, target.Root, verifies));
        if (settings.MasterKey is not null) Console.WriteLine("The backup does not contain the master key, because it comes from your settings (Parhelion:Secrets:MasterKey). Store it elsewhere: without it, nobody can decrypt the secrets of the API keys.");
        return result.Faults == 0 ? ExitCodes.Done : ExitCodes.Found;
    }

    // The console shows when the last backup was made. The backup itself does not have this entry yet.
    private static Task<bool> RecordAsync(IServiceProvider all) => all.GetRequiredService<Database>().WriteAsync(
        async session =>
        {
            await all.GetRequiredService<AuditActorFactory>().Command.RecordAsync(session, all.GetRequiredService<TimeProvider>(), AuditActions.BackupCreate, null, null);
            return true;
        },
        CancellationToken.None);

    private static string SentenceOf(BackupResult result, string folder, bool verifies)
    {
        if (result.Faults > 0) return $"{result.Faults} faults: the backup in '{folder}' is incomplete. Correct the faults listed above and run the same command again.";
        return $"The backup in '{folder}' is complete: every blob {(verifies ? "was read and its hash matches its row" : "has the length that its row says. Blobs were not read")}.";
    }
}
