using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Core.Removing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>adopt</c>, which records that this database and this blob store belong together as one installation. No server may run at the same
/// time.</summary>
/// <remarks>The command writes the installation id of the database into the identity file of the store. It also reports rows in the database without a blob, and
/// blobs without a row. It neither moves nor erases rows or blobs.</remarks>
internal static class AdoptCommand
{
    private const int MaxLines = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = CommandHost.Build(args);
        app.Services.GetRequiredService<DataDirectory>().Lock();
        return await CommandHost.GuardAsync(app, AdoptAsync);
    }

    private static async Task<int> AdoptAsync(IServiceProvider all)
    {
        // Fail before anything is changed if the store does not answer.
        await CommandHost.CheckBlobStoreAsync(all);
        DamagedWalRescue.SetAside(all.GetRequiredService<StorageSettings>());
        var blobs = all.GetRequiredService<IBlobStore>();
        await RequireSomethingAsync(all, blobs);
        var database = all.GetRequiredService<Database>();
        // Migrate only an old schema: MigrateAsync waits up to 30 seconds for a database that does not answer, as a server does at its start.
        var version = await Migrations.VersionAsync(database, CancellationToken.None);
        Migrations.RequireKnown(version);
        if (version < Migrations.Newest) await database.MigrateAsync(CancellationToken.None);
        await all.GetRequiredService<SqliteDamageCheck>().CheckPagesAsync(database, CancellationToken.None);
        var (id, before) = await all.GetRequiredService<InstallationIdentityWriter>().AdoptAsync(CancellationToken.None);
        var result = await CompareAsync(new DatabaseStoreComparison(database, blobs));
        Console.WriteLine($"{result.Rows} attachments, {result.Blobs} blobs; {result.RowFaults} attachments lack their bytes, {result.LeftOver} blobs or files have no row");
        if (before is not null && before.Owner != id) Console.WriteLine($"The store belonged to installation {before.Owner} before.");
        Console.WriteLine(
            $"This database and this store now belong together, as installation {id}. Nothing was moved or erased. If only a few blobs have no row, the server moves them to the quarantine; if there are many, it leaves them where they are.");
        return ExitCodes.Done;
    }

    private static async Task<DatabaseStoreComparisonResult> CompareAsync(DatabaseStoreComparison verification)
    {
        var lines = 0;
        var result = await verification.RunAsync(
            line =>
            {
                if (++lines <= MaxLines) Console.WriteLine(line);
            },
            readBytes: false,
            CancellationToken.None);
        if (lines > MaxLines) Console.WriteLine($"... and {lines - MaxLines} more; 'verify' lists all of them");
        return result;
    }

    // Without this check a misspelt folder would become a new, empty installation.
    private static async Task RequireSomethingAsync(IServiceProvider all, IBlobStore blobs)
    {
        var settings = all.GetRequiredService<StorageSettings>();
        try
        {
            if (settings.Database != DatabaseProvider.Sqlite) return;
            if (File.Exists(DataDirectory.DatabaseFileOf(settings.DataDirectory))) return;
            await InstallationMatchCheck.RequireNewStoreAsync(blobs, CancellationToken.None);
        }
        catch (InstallationMismatchException)
        {
            return;
        }

        StorageFactory.RequireDatabase(settings);
    }
}
