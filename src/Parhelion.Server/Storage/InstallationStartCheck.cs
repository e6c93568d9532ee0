using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Checks at the start of the server that the database, the blob store and the master key belong to one installation. Stops the start if they do not
/// belong together. At the first start, the class creates the installation id.</summary>
internal static class InstallationStartCheck
{
    private const string CopyIsNotWhole =
        "The database is an incomplete copy: run 'migrate' until it ends without faults before you start a server with it (docs/moving.md).";

    /// <summary>Checks that database, store and master key belong together. Call this before anything is written, so that a refused start changes
    /// nothing.</summary>
    /// <exception cref="OperatorErrorException">They do not belong together, or one of them cannot be used.</exception>
    public static async Task CheckAsync(IServiceProvider all, CancellationToken cancellationToken)
    {
        var (settings, blobs) = (all.GetRequiredService<StorageSettings>(), all.GetRequiredService<IBlobStore>());
        var state = await ReadStateAsync(all, settings, cancellationToken);
        Migrations.RequireKnown(state.Version);
        if (state.Installation.CopyRun is not null) throw new OperatorErrorException([CopyIsNotWhole]);
        await StorageFactory.CheckBlobStoreAsync(blobs, settings, all.GetRequiredService<TimeProvider>(), cancellationToken);
        // Opening a SQLite file may change it, so compare the state read before. Nodes change a shared database meanwhile, so compare with fresh reads.
        if (settings.Database == DatabaseProvider.Sqlite) await CompareFileAsync(settings, state, blobs, cancellationToken);
        else await CompareAsync(all, settings, blobs, cancellationToken);
        MasterKeyCheck.Require(state.Secret, settings, all.GetRequiredService<DataDirectory>());
        if (settings.Database != DatabaseProvider.Sqlite) return;
        await all.GetRequiredService<SqliteDamageCheck>().CheckPagesAsync(all.GetRequiredService<Database>(), cancellationToken);
        await CompareAsync(all, settings, blobs, cancellationToken);
    }

    /// <summary>Creates the installation id in the database at the first start, and writes it to the identity file of the store. Call this once the schema is
    /// up to date.</summary>
    /// <exception cref="OperatorErrorException">The database and the store do not belong together.</exception>
    public static async Task EnsureAsync(IServiceProvider all, CancellationToken cancellationToken)
    {
        var isWhole = await GuardAsync(all.GetRequiredService<StorageSettings>(), () => all.GetRequiredService<InstallationIdentityWriter>().EnsureAsync(cancellationToken));
        if (!isWhole) throw new OperatorErrorException([CopyIsNotWhole]);
    }

    private static Task<bool> CompareFileAsync(StorageSettings settings, DatabaseIdentity state, IBlobStore blobs, CancellationToken cancellationToken) => GuardAsync(settings, async () =>
    {
        await InstallationMatchCheck.CompareAsync(state, blobs, cancellationToken);
        return true;
    });

    private static Task<DatabaseAndStoreIdentity> CompareAsync(IServiceProvider all, StorageSettings settings, IBlobStore blobs, CancellationToken cancellationToken) =>
        GuardAsync(settings, () => new InstallationMatchCheck(all.GetRequiredService<Database>(), blobs).RunAsync(cancellationToken));

    private static async Task<DatabaseIdentity> ReadStateAsync(IServiceProvider all, StorageSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Database == DatabaseProvider.Sqlite)
        {
            var file = new FileInfo(DataDirectory.DatabaseFileOf(settings.DataDirectory));
            all.GetRequiredService<SqliteDamageCheck>().CheckLog();
            return file.Exists && file.Length > 0 ? await SqliteIdentityReader.ReadAsync(file.FullName, cancellationToken) : new DatabaseIdentity(0, InstallationValues.Empty, null);
        }

        var database = all.GetRequiredService<Database>();
        await database.CheckConnectionAsync(cancellationToken);
        return await database.ReadAsync(DatabaseIdentity.ReadAsync, cancellationToken);
    }

    private static async Task<T> GuardAsync<T>(StorageSettings settings, Func<Task<T>> check)
    {
        try
        {
            return await check();
        }
        catch (InstallationMismatchException e)
        {
            throw new OperatorErrorException($"{e.Message} {InstallationMismatchException.Remedies}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorErrorException(BlobErrorExplainer.SentenceOf(settings, e), e);
        }
    }
}
