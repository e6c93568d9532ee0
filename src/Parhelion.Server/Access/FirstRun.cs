using System.Text.Json;
using System.Text.Json.Serialization;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Access;

/// <summary>What a newcomer needs: an account key, an app "Quickstart" and its key, made once and kept in <c>credentials.json</c>. Also
/// holds the account key that the settings name against those that are there.</summary>
internal sealed class FirstRun(
    Database database, ApiKeys apiKeys, AccountKeys accountKeys, KeySettings settings, DataDirectory directory, TimeProvider clock, ILogger<FirstRun> log)
{
    /// <summary>Whether this process has made the installation: nobody had a key before.</summary>
    public bool MadeInstallation { get; private set; }

    /// <summary>Prepares the account; the new credentials on a first run, else <c>null</c>.</summary>
    /// <exception cref="SettingsException">The keys that are there cannot be opened.</exception>
    public async Task<Credentials?> RunAsync(CancellationToken cancellationToken)
    {
        // An account whose apps were all deleted still has its key: only an empty key table is a first run.
        var present = await database.ReadAsync(ApiKeyTable.AnyAsync, cancellationToken);
        // Checked before as well. Another node may have made the first keys since.
        if (present is not null && !apiKeys.Opens(present)) throw new SettingsException([MasterKeyCheck.WrongMasterKey]);
        MadeInstallation = present is null;
        if (await ReconcileAsync(cancellationToken)) present = await database.ReadAsync(ApiKeyTable.AnyAsync, cancellationToken);
        // Fixed credentials are for automation, which makes its own apps.
        if (settings.BootstrapKeyId is not null) return null;
        if (present is null) return await CreateAsync(cancellationToken);
        if ((await accountKeys.ListAsync(cancellationToken)).Count == 0) log.NoAccountKey();
        return null;
    }

    private async Task<Credentials?> CreateAsync(CancellationToken cancellationToken)
    {
        var account = apiKeys.New(ApiKey.AccountPrefix, null, "Account");
        var app = new AppRow(Core.ObjectId.New(clock), "Quickstart", "{}", null);
        var appKey = apiKeys.New(ApiKey.AppPrefix, app.Id, "Quickstart");
        var credentials = new Credentials(new(account.Id, account.Secret), app.Id, new(appKey.Id, appKey.Secret));
        // The file first: a crash between the two leaves secrets that open nothing, and the next start makes new ones.
        DataDirectory.WriteSecret(directory.CredentialsFile, JsonSerializer.Serialize(credentials, CredentialsJson.Default.Credentials) + "\n");
        var isFirst = await database.WriteAsync(
            async session =>
            {
                // Another node may start for the first time as well.
                if (await ApiKeyTable.AnyAsync(session, default) is not null) return false;
                var now = clock.GetUtcNow();
                await AppTable.InsertAsync(session, app, now);
                await ApiKeyTable.InsertAsync(session, apiKeys.Seal(account), now);
                await ApiKeyTable.InsertAsync(session, apiKeys.Seal(appKey), now);
                return true;
            },
            cancellationToken);
        if (!isFirst) File.Delete(directory.CredentialsFile);
        return isFirst ? credentials : null;
    }

    // Whether keys were deleted.
    private async Task<bool> ReconcileAsync(CancellationToken cancellationToken)
    {
        var configured = settings.BootstrapKeyId is { } id ? (id, settings.BootstrapKeySecret!) : default((string, string)?);
        var revoked = await accountKeys.ReconcileAsync(configured, cancellationToken);
        foreach (var old in revoked) log.ConfiguredKeyRevoked(old);
        return revoked.Count > 0;
    }
}

/// <summary>Content of <c>credentials.json</c>.</summary>
internal sealed record Credentials(KeyAndSecret Account, string AppId, KeyAndSecret App)
{
    /// <summary>What an earlier first run has kept.</summary>
    public static Credentials Read(string dataDirectory) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(dataDirectory, DataDirectory.CredentialsName)), CredentialsJson.Default.Credentials)!;

    public override string ToString() => AppId;
}

/// <summary>One pair.</summary>
internal sealed record KeyAndSecret(string KeyId, string Secret)
{
    public override string ToString() => KeyId;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Credentials))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
