using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Tenancy;

/// <summary>Makes, lists and deletes the keys of the account, and holds the one that the settings name against them.</summary>
public sealed class AccountKeys(Database database, ApiKeys apiKeys, TimeProvider clock)
{
    /// <summary>Most keys that an account may have.</summary>
    public const int Most = 10;

    private const string ConfiguredName = "Bootstrap";

    /// <summary>Makes a key. The secret is 64 random bytes.</summary>
    /// <exception cref="ProblemException">There are ten keys already.</exception>
    public async Task<ApiKey> CreateAsync(string displayName, CancellationToken cancellationToken)
    {
        var apiKey = apiKeys.New(ApiKey.AccountPrefix, null, displayName);
        var row = apiKeys.Seal(apiKey);
        await database.WriteAsync(
            async session =>
            {
                var all = await ApiKeyTable.ListOfAccountAsync(session, default);
                if (all.Count >= Most) throw new ProblemException(Problems.BadRequest($"An account can have at most {Most} keys"));
                await ApiKeyTable.InsertAsync(session, row, clock.GetUtcNow());
                return true;
            },
            cancellationToken);
        return apiKey;
    }

    /// <summary>All keys, oldest first. Their secrets are not told again.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(ApiKeyTable.ListOfAccountAsync, cancellationToken);

    /// <summary>The key, or <c>null</c>.</summary>
    public async Task<ApiKeyRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => ApiKeyTable.FindAsync(session, id, token), cancellationToken) is { AppId: null } row ? row : null;

    /// <summary>Deletes a key; false when it is not there. It opens nothing from the moment this returns, and nothing that it has signed does.</summary>
    /// <param name="id">The key.</param>
    /// <param name="mayBeLast">Whether it may go when it is the last one: nobody can manage apps over the API then.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">It is the last one.</exception>
    public async Task<bool> DeleteAsync(string id, bool mayBeLast, CancellationToken cancellationToken)
    {
        var isDeleted = await database.DeleteAsync(
            async session =>
            {
                var all = await ApiKeyTable.ListOfAccountAsync(session, default);
                if (!all.Exists(key => key.Id == id)) return false;
                if (all.Count == 1 && !mayBeLast) throw new ProblemException(Problems.LastAccountKey);
                return await ApiKeyTable.DeleteOfAccountAsync(session, id);
            },
            cancellationToken);
        apiKeys.ForgetKey(id);
        return isDeleted;
    }

    /// <summary>Puts the key that the settings name in place, and deletes those that earlier settings named. Writes nothing when all is as it should be.</summary>
    /// <param name="configured">What the settings name; <c>null</c>: none.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <returns>The ids of the keys that were deleted.</returns>
    public async Task<IReadOnlyList<string>> ReconcileAsync((string Id, string Secret)? configured, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(cancellationToken);
        var stale = rows.Where(row => row.IsConfigured && row.Id != configured?.Id).Select(row => row.Id).ToList();
        var isRight = configured is not var (id, secret) || rows.Any(row => row.Id == id && apiKeys.Holds(row, secret));
        if (stale.Count == 0 && isRight) return [];
        await database.DeleteAsync(
            async session =>
            {
                foreach (var old in stale) await ApiKeyTable.DeleteOfAccountAsync(session, old);
                if (!isRight) await ApiKeyTable.PutConfiguredAsync(session, Seal(configured!.Value), clock.GetUtcNow());
                return true;
            },
            cancellationToken);
        foreach (var old in stale) apiKeys.ForgetKey(old);
        if (!isRight) apiKeys.ForgetKey(configured!.Value.Id);
        return stale;
    }

    private ApiKeyRow Seal((string Id, string Secret) key) => apiKeys.Seal(new ApiKey(key.Id, null, ConfiguredName, key.Secret));
}
