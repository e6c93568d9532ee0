using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;
using Parhelion.Server.Setup.Faults;
using Parhelion.Server.Upkeep;

namespace Parhelion.Server.Setup;

/// <summary>Stops a start whose database, blob store and master key do not belong together.</summary>
internal static class Belonging
{
    private const string CopyIsNotWhole =
        "The database is a copy that is not whole yet: let 'migrate' come to its end without faults before serving it (docs/moving.md).";

    /// <summary>Called before anything is written to the database or the store: a start that is refused leaves both as they were.</summary>
    /// <exception cref="SettingsException">They do not belong together, or one of them cannot be used.</exception>
    public static async Task CheckAsync(IServiceProvider all, CancellationToken cancellationToken)
    {
        var (settings, blobs) = (all.GetRequiredService<Settings>(), all.GetRequiredService<IBlobStore>());
        var state = await ReadStateAsync(all, settings, cancellationToken);
        Migrations.RequireKnown(state.Version);
        if (state.Installation.CopyRun is not null) throw new SettingsException([CopyIsNotWhole]);
        await Storage.ReachBlobsAsync(blobs, settings, all.GetRequiredService<TimeProvider>(), cancellationToken);
        // What other nodes share changes while it is read: it is compared below, with readings that agree. A file is this process's, and opening it may change it.
        if (settings.Storage.Database == DatabaseProvider.Sqlite)
        {
            await GuardAsync(settings, async () =>
            {
                await InstallationCheck.CompareAsync(state, blobs, cancellationToken);
                return true;
            });
        }

        MasterKeyCheck.Require(state.Secret, settings, all.GetRequiredService<DataDirectory>());
        var database = all.GetRequiredService<Database>();
        await all.GetRequiredService<DatabaseDamage>().CheckPagesAsync(database, cancellationToken);
        await GuardAsync(settings, () => new InstallationCheck(database, blobs).RunAsync(cancellationToken));
    }

    /// <summary>Called once the schema is up to date. Gives an installation its id the first time, and marks its store.</summary>
    /// <exception cref="SettingsException">Database and store do not belong together.</exception>
    public static async Task SettleAsync(IServiceProvider all, CancellationToken cancellationToken)
    {
        var isWhole = await GuardAsync(all.GetRequiredService<Settings>(), () => all.GetRequiredService<Watermark>().SettleAsync(cancellationToken));
        if (!isWhole) throw new SettingsException([CopyIsNotWhole]);
    }

    private static async Task<DatabaseState> ReadStateAsync(IServiceProvider all, Settings settings, CancellationToken cancellationToken)
    {
        if (settings.Storage.Database == DatabaseProvider.Sqlite)
        {
            var file = new FileInfo(DataDirectory.DatabaseFileOf(settings.DataDirectory));
            all.GetRequiredService<DatabaseDamage>().CheckLog();
            return file.Exists && file.Length > 0 ? await SqlitePeek.ReadAsync(file.FullName, cancellationToken) : new DatabaseState(0, InstallationRecord.Empty, null);
        }

        var database = all.GetRequiredService<Database>();
        await database.ReachAsync(cancellationToken);
        return await database.ReadAsync(DatabaseState.ReadAsync, cancellationToken);
    }

    private static async Task<T> GuardAsync<T>(Settings settings, Func<Task<T>> check)
    {
        try
        {
            return await check();
        }
        catch (InstallationMismatchException e)
        {
            throw new SettingsException($"{e.Message} {InstallationMismatchException.WaysOut}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(BlobFaults.SentenceOf(settings, e), e);
        }
    }
}
