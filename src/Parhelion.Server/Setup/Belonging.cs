using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;
using Parhelion.Server.Setup.Faults;
using Parhelion.Server.Upkeep;

namespace Parhelion.Server.Setup;

/// <summary>Stops a start whose database and blob store do not belong together.</summary>
internal static class Belonging
{
    /// <summary>Called before SQLite is opened for writing, which would make a missing database, or change a wrong one. Where the file is missing or empty there
    /// must be no blobs either.</summary>
    /// <exception cref="SettingsException">There are.</exception>
    public static Task CheckFilesAsync(IServiceProvider all, CancellationToken cancellationToken) => GuardAsync(all, async () =>
    {
        var settings = all.GetRequiredService<Settings>();
        if (settings.Storage.Database != DatabaseProvider.Sqlite) return true;
        var file = new FileInfo(DataDirectory.DatabaseFileOf(settings.DataDirectory));
        all.GetRequiredService<DatabaseDamage>().CheckLog();
        var blobs = all.GetRequiredService<IBlobStore>();
        if (!file.Exists || file.Length == 0) await InstallationCheck.RequireNewStoreAsync(blobs, cancellationToken);
        else await InstallationCheck.CompareAsync(await SqlitePeek.ReadAsync(file.FullName, cancellationToken), blobs, cancellationToken);
        return true;
    });

    /// <summary>Called once the schema is up to date. Gives an installation its id the first time, and marks its store.</summary>
    /// <returns>False: the database is a copy that is not whole.</returns>
    /// <exception cref="SettingsException">Database and store do not belong together.</exception>
    public static Task<bool> SettleAsync(IServiceProvider all, CancellationToken cancellationToken) => GuardAsync(all, async () =>
    {
        await all.GetRequiredService<DatabaseDamage>().CheckPagesAsync(all.GetRequiredService<Database>(), cancellationToken);
        return await all.GetRequiredService<Watermark>().SettleAsync(cancellationToken);
    });

    private static async Task<T> GuardAsync<T>(IServiceProvider all, Func<Task<T>> check)
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
            throw new SettingsException(BlobFaults.SentenceOf(all.GetRequiredService<Settings>(), e), e);
        }
    }
}
