using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;
using Parhelion.Core.Removing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>restore</c>, which restores a backup into the data directory. No server may use this directory at the same time.</summary>
internal static class RestoreCommand
{
    /// <summary>The arguments of the command, for the help.</summary>
    public const string Usage = $"restore DIR [{BackupCommand.Quick}]";

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = BackupCommandSupport.FolderOf(args, Usage);
        await using var app = CommandHost.Build(args.Skip(1).Where(arg => arg != BackupCommand.Quick));
        var settings = app.Services.GetRequiredService<StorageSettings>();
        BackupCommandSupport.RequireEmbedded(settings, "restore");
        BackupCommandSupport.RequireApart(settings, folder);
        if (!Directory.Exists(folder)) throw new OperatorErrorException([$"'{folder}' does not exist; choose the folder of a backup."]);
        using var source = new DataDirectory(folder, BackupCommandSupport.FolderName);
        source.Lock();
        app.Services.GetRequiredService<DataDirectory>().Lock();
        return await CommandHost.GuardAsync(app, all => BackupCommandSupport.GuardAsync(folder, () => RestoreAsync(all, settings, source.Root, !args.Contains(BackupCommand.Quick))));
    }

    private static async Task<int> RestoreAsync(IServiceProvider all, StorageSettings settings, string folder, bool verifies)
    {
        var clock = all.GetRequiredService<TimeProvider>();
        var isUsable = await IsUsableAsync(settings, clock);
        var restoration = new BackupRestorer(new BackupFolder(folder), settings.DataDirectory, clock);
        Report(await restoration.RunAsync(isUsable, () => BackupCommandSupport.CopySecrets(folder, settings.DataDirectory), CancellationToken.None), isUsable);

        var verification = new DatabaseStoreComparison(all.GetRequiredService<Database>(), all.GetRequiredService<IBlobStore>());
        var verified = await verification.RunAsync(Console.WriteLine, verifies, CancellationToken.None);
        Console.WriteLine(
            verified.Faults == 0
                ? $"The installation in '{settings.DataDirectory}' is restored: {verified.Rows} attachments{(verifies ? ", and the hash of every blob matches its row" : "")}. You can start the server."
                : $"{verified.Faults} faults: the restored installation is incomplete. Restore another backup, or run 'backup' again with the folder of this one and then restore it.");
        return verified.Faults == 0 ? ExitCodes.Done : ExitCodes.Found;
    }

    private static void Report(RestoreResult result, bool wasUsable)
    {
        Console.WriteLine($"{result.Blobs.Linked} blobs linked, {result.Blobs.Copied} copied, {result.Blobs.Present} already present");
        if (result.Removed > 0) Console.WriteLine($"{result.Removed} attachments in the backup were deleted after it was made. They stay deleted.");
        if (result.Taken > 0) Console.WriteLine($"{result.Taken} blobs that are not in the backup were moved to the quarantine. 'quarantine' lists and restores them.");
        if (result.Replaced is not { } kept) return;
        Console.WriteLine($"The previous database is kept as {kept}. Delete it when you do not need it any more.");
        if (!wasUsable) Console.WriteLine("The previous database could not be read, so everything that was deleted after the backup exists again. Delete it again.");
    }

    // Whether the present database can be read, so that attachments deleted since the backup stay deleted.
    private static async Task<bool> IsUsableAsync(StorageSettings settings, TimeProvider clock)
    {
        var file = new FileInfo(DataDirectory.DatabaseFileOf(settings.DataDirectory));
        if (!file.Exists || file.Length == 0 || SqliteFileCheck.Inspect(file.FullName).Damage is not null) return false;
        try
        {
            await SqliteIdentityReader.ReadAsync(file.FullName, CancellationToken.None);
            await using var database = new SqliteDatabase(file.FullName, settings.Durability, clock);
            return (await database.FindDamageAsync(CancellationToken.None)).Count == 0 && await Migrations.VersionAsync(database, CancellationToken.None) > 0;
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }
}
