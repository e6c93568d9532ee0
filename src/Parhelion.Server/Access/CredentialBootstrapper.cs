using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Auditing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Access;

/// <summary>
/// Creates the first credentials when the server starts and its database has no API key. The credentials are an account key, an app "Quickstart" and a key of
/// this app. The class writes the credentials to <c>credentials.json</c>.
/// </summary>
/// <remarks>If the section <c>Bootstrap</c> of the settings has an account key, every start creates this account key if it is missing, and the server creates
/// no other credentials. Every start also deletes account keys that were created from this section and that the section does not name any more.</remarks>
internal sealed class CredentialBootstrapper(
    Database database, ApiKeyService apiKeys, AccountKeyService accountKeys, BootstrapKeySettings settings, AuditActorFactory actors, DataDirectory directory, TimeProvider clock, ILogger<CredentialBootstrapper> log)
{
    /// <summary>Whether this process created the installation, because the database had no key before.</summary>
    public bool MadeInstallation { get; private set; }

    /// <summary>Creates the credentials of a first run, and applies the configured account key. Call this once at each start.</summary>
    /// <returns>The new credentials on a first run; otherwise <c>null</c>.</returns>
    /// <exception cref="OperatorErrorException">The master key does not decrypt the keys in the database.</exception>
    public async Task<InitialCredentials?> RunAsync(CancellationToken cancellationToken)
    {
        // Only an empty key table is a first run: an account whose apps were all deleted still has its key.
        var present = await database.ReadAsync(ApiKeyTable.AnyAsync, cancellationToken);
        // The start has checked the master key before, but another node may have made the first keys since.
        if (present is not null && !apiKeys.Opens(present)) throw new OperatorErrorException([MasterKeyCheck.WrongMasterKey]);
        MadeInstallation = present is null;
        if (await ReconcileAsync(cancellationToken)) present = await database.ReadAsync(ApiKeyTable.AnyAsync, cancellationToken);
        // Keys from the settings are meant for automation, which creates its own apps.
        if (settings.BootstrapKeyId is not null) return null;
        if (present is null) return await CreateAsync(cancellationToken);
        if ((await accountKeys.ListAsync(cancellationToken)).Count == 0) log.NoAccountKey();
        return null;
    }

    private async Task<InitialCredentials?> CreateAsync(CancellationToken cancellationToken)
    {
        var account = apiKeys.New(ApiKey.AccountPrefix, null, "Account");
        var app = new AppRow(Core.ObjectId.New(clock), "Quickstart", "{}", null);
        var appKey = apiKeys.New(ApiKey.AppPrefix, app.Id, "Quickstart");
        var credentials = new InitialCredentials(new(account.Id, account.Secret), app.Id, new(appKey.Id, appKey.Secret));
        // Write the file before the rows: after a crash in between, its secrets are useless and the next start makes new ones.
        DataDirectory.WriteSecret(directory.CredentialsFile, JsonSerializer.Serialize(credentials, InitialCredentialsJson.Default.InitialCredentials) + "\n");
        var isFirst = await database.WriteAsync(
            async session =>
            {
                // Another node may be on its first run at the same time.
                if (await ApiKeyTable.AnyAsync(session, default) is not null) return false;
                var now = clock.GetUtcNow();
                await AppTable.InsertAsync(session, app, now);
                await ApiKeyTable.InsertAsync(session, apiKeys.Seal(account), now);
                await ApiKeyTable.InsertAsync(session, apiKeys.Seal(appKey), now);
                await actors.Server.RecordAsync(session, clock, AuditActions.AppCreate, app.Id, app.Id);
                await actors.Server.RecordAsync(session, clock, AuditActions.KeyCreate, null, account.Id);
                await actors.Server.RecordAsync(session, clock, AuditActions.KeyCreate, app.Id, appKey.Id);
                return true;
            },
            cancellationToken);
        if (!isFirst) File.Delete(directory.CredentialsFile);
        return isFirst ? credentials : null;
    }

    // Returns whether keys were deleted.
    private async Task<bool> ReconcileAsync(CancellationToken cancellationToken)
    {
        var configured = settings.BootstrapKeyId is { } id ? (id, settings.BootstrapKeySecret!) : default((string, string)?);
        var revoked = await accountKeys.ReconcileAsync(configured, actors.Server, cancellationToken);
        foreach (var old in revoked) log.ConfiguredKeyRevoked(old);
        return revoked.Count > 0;
    }
}
