using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Tenancy;

/// <summary>
/// Creates, lists and deletes the API keys of the account. Also stores the account key from the settings, if there is one. Deletes the keys that came from
/// earlier settings.
/// </summary>
public sealed class AccountKeyService(Database database, ApiKeyService apiKeys, TimeProvider clock)
{
    /// <summary>Maximum number of keys of an account.</summary>
    public const int MaxCount = 10;

    private const string ConfiguredName = "Bootstrap";

    /// <summary>Creates a key. The secret is 64 random bytes.</summary>
    /// <exception cref="ProblemException">The account has ten keys already.</exception>
    public async Task<ApiKey> CreateAsync(string displayName, AuditActor actor, CancellationToken cancellationToken)
    {
        var apiKey = apiKeys.New(ApiKey.AccountPrefix, null, displayName);
        var row = apiKeys.Seal(apiKey);
        await database.WriteAsync(
            async session =>
            {
                var all = await ApiKeyTable.ListOfAccountAsync(session, default);
                if (all.Count >= MaxCount) throw new ProblemException(Problems.BadRequest($"An account can have at most {MaxCount} keys"));
                await ApiKeyTable.InsertAsync(session, row, clock.GetUtcNow());
                await actor.RecordAsync(session, clock, AuditActions.KeyCreate, null, apiKey.Id);
                return true;
            },
            cancellationToken);
        return apiKey;
    }

    /// <summary>Lists all keys, oldest first. Their secrets are not decrypted.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(ApiKeyTable.ListOfAccountAsync, cancellationToken);

    /// <summary>Finds a key of the account; <c>null</c> if it does not exist.</summary>
    public async Task<ApiKeyRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => ApiKeyTable.FindAsync(session, id, token), cancellationToken) is { AppId: null } row ? row : null;

    /// <summary>Deletes a key; false if it does not exist. When this returns, neither the key nor anything signed with it is valid any more.</summary>
    /// <param name="id">The key.</param>
    /// <param name="mayBeLast">Whether the last key may be deleted. Without a key, nobody can manage apps through the API.</param>
    /// <param name="actor">Who deletes it.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The key is the last one, and <paramref name="mayBeLast"/> is false.</exception>
    public async Task<bool> DeleteAsync(string id, bool mayBeLast, AuditActor actor, CancellationToken cancellationToken)
    {
        var isDeleted = await database.DeleteAsync(
            async session =>
            {
                var all = await ApiKeyTable.ListOfAccountAsync(session, default);
                if (!all.Exists(key => key.Id == id)) return false;
                if (all.Count == 1 && !mayBeLast) throw new ProblemException(Problems.LastAccountKey);
                await actor.RecordAsync(session, clock, AuditActions.KeyDelete, null, id);
                return await ApiKeyTable.DeleteOfAccountAsync(session, id);
            },
            cancellationToken);
        apiKeys.ForgetKey(id);
        return isDeleted;
    }

    /// <summary>Stores the key from the settings, and deletes keys from earlier settings. Writes nothing if the stored keys agree already.</summary>
    /// <param name="configured">The key in the settings; <c>null</c> if there is none.</param>
    /// <param name="actor">The server.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <returns>The ids of the keys that were deleted.</returns>
    public async Task<IReadOnlyList<string>> ReconcileAsync((string Id, string Secret)? configured, AuditActor actor, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(cancellationToken);
        var stale = rows.Where(row => row.IsConfigured && row.Id != configured?.Id).Select(row => row.Id).ToList();
        var isRight = configured is not var (id, secret) || rows.Any(row => row.Id == id && apiKeys.Verify(row, secret));
        if (stale.Count == 0 && isRight) return [];
        await database.DeleteAsync(
            async session =>
            {
                foreach (var old in stale)
                {
                    if (await ApiKeyTable.DeleteOfAccountAsync(session, old)) await actor.RecordAsync(session, clock, AuditActions.KeyDelete, null, old);
                }

                if (isRight) return true;
                await ApiKeyTable.PutConfiguredAsync(session, Seal(configured!.Value), clock.GetUtcNow());
                await actor.RecordAsync(session, clock, AuditActions.KeyCreate, null, configured!.Value.Id);
                return true;
            },
            cancellationToken);
        foreach (var old in stale) apiKeys.ForgetKey(old);
        if (!isRight) apiKeys.ForgetKey(configured!.Value.Id);
        return stale;
    }

    private ApiKeyRow Seal((string Id, string Secret) key) => apiKeys.Seal(new ApiKey(key.Id, null, ConfiguredName, key.Secret));
}
