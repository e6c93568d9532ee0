using System.Buffers.Text;
using System.Security.Cryptography;
using BitFaster.Caching.Lru;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Tenancy;

/// <summary>
/// Creates, finds, lists and deletes API keys, and caches recently used keys. The cache drops a key at once when this node deletes the key. A key that another
/// node deletes stays cached until the <see cref="CachedRowLifetime"/> ends at the latest.
/// </summary>
/// <remarks>When another node deletes a key, the cache drops the key when the <see cref="InvalidationMessage"/> from that node arrives.</remarks>
public sealed class ApiKeyService(Database database, SecretEncryption box, InvalidationChannel invalidationChannel, CachedRowLifetime cacheLifetime, TimeProvider clock)
{
    /// <summary>Maximum number of keys of an app, and of an integration.</summary>
    public const int PerApp = 10;

    private const int Remembered = 1024;

    private readonly ConcurrentLru<string, Remembrance> recent = new(Remembered);
    private readonly Lock gate = new();
    private long generation;

    /// <summary>Creates a key of an app. The secret is 64 random bytes.</summary>
    /// <exception cref="ProblemException">The app does not exist, or it has ten keys already.</exception>
    public async Task<ApiKey> CreateAsync(string appId, string displayName, AuditActor actor, CancellationToken cancellationToken)
    {
        var apiKey = New(ApiKey.AppPrefix, appId, displayName);
        var row = Seal(apiKey);
        await database.WriteAsync(
            async session =>
            {
                if (await AppTable.FindAsync(session, appId, default) is null) throw new ProblemException(Problems.AppNotFound);
                var keys = await ApiKeyTable.ListAsync(session, appId, default);
                if (keys.Count >= PerApp) throw new ProblemException(Problems.BadRequest($"An app can have at most {PerApp} keys"));
                await ApiKeyTable.InsertAsync(session, row, clock.GetUtcNow());
                await actor.RecordAsync(session, clock, AuditActions.KeyCreate, appId, apiKey.Id);
                return true;
            },
            cancellationToken);
        return apiKey;
    }

    /// <summary>Creates a key of an integration. The secret is 64 random bytes.</summary>
    /// <exception cref="ProblemException">The integration does not exist, or it has ten keys already.</exception>
    public async Task<ApiKey> CreateAsync(IntegrationRow integration, string displayName, AuditActor actor, CancellationToken cancellationToken)
    {
        var apiKey = New(ApiKey.IntegrationPrefix, integration.AppId, displayName) with { IntegrationId = integration.Id };
        var row = Seal(apiKey);
        await database.WriteAsync(
            async session =>
            {
                if (await IntegrationTable.FindAsync(session, integration.AppId, integration.Id, default) is null) throw new ProblemException(Problems.IntegrationNotFound);
                var keys = await ApiKeyTable.ListOfIntegrationAsync(session, integration.Id, default);
                if (keys.Count >= PerApp) throw new ProblemException(Problems.BadRequest($"An integration can have at most {PerApp} keys"));
                await ApiKeyTable.InsertAsync(session, row, clock.GetUtcNow());
                await actor.RecordAsync(session, clock, AuditActions.KeyCreate, integration.AppId, apiKey.Id, new AuditDetail { IntegrationId = integration.Id });
                return true;
            },
            cancellationToken);
        return apiKey;
    }

    /// <summary>Lists all keys of an integration, oldest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListOfIntegrationAsync(string integrationId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => ApiKeyTable.ListOfIntegrationAsync(session, integrationId, token), cancellationToken);
        return [.. rows.Select(Unseal)];
    }

    /// <summary>Finds the key with this id, whoever owns it; <c>null</c> if it does not exist.</summary>
    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (recent.TryGet(id, out var known) && cacheLifetime.IsValid(known.Until)) return new(known.ApiKey);
        return ApiKey.IsId(id) ? LoadAsync(id, cancellationToken) : default;
    }

    /// <summary>Finds a key of an app, or of an integration of that app; <c>null</c> if it does not exist.</summary>
    public async ValueTask<ApiKey?> FindAsync(string appId, string? integrationId, string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } apiKey && apiKey.AppId == appId && apiKey.IntegrationId == integrationId ? apiKey : null;

    /// <summary>Lists all keys of an app, oldest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(string appId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => ApiKeyTable.ListAsync(session, appId, token), cancellationToken);
        return [.. rows.Select(Unseal)];
    }

    /// <summary>Deletes a key of an app, or of an integration of that app; false if it does not exist. When this returns, the key is not valid any
    /// more.</summary>
    public async Task<bool> DeleteAsync(string appId, string? integrationId, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(appId, integrationId, id, cancellationToken) is null) return false;
        var detail = integrationId is null ? null : new AuditDetail { IntegrationId = integrationId };
        var deleted = await database.DeleteAsync(
            async session =>
            {
                if (!await ApiKeyTable.DeleteAsync(session, appId, id)) return false;
                await actor.RecordAsync(session, clock, AuditActions.KeyDelete, appId, id, detail);
                return true;
            },
            cancellationToken);
        Announce(new InvalidationMessage(InvalidationKind.Key, id));
        return deleted;
    }

    /// <summary>Drops the keys of a deleted app from the cache, and sends the invalidation to the other nodes.</summary>
    public void ForgetApp(string appId) => Announce(new InvalidationMessage(InvalidationKind.App, appId));

    /// <summary>Drops the keys of a deleted integration from the cache, and sends the invalidation to the other nodes.</summary>
    public void ForgetIntegration(string integrationId) => Announce(new InvalidationMessage(InvalidationKind.Integration, integrationId));

    /// <summary>Drops a key that was deleted or has a new secret from the cache, and sends the invalidation to the other nodes.</summary>
    public void ForgetKey(string id) => Announce(new InvalidationMessage(InvalidationKind.Key, id));

    /// <summary>Drops the keys that an invalidation names from the cache.</summary>
    public void OnInvalidation(InvalidationMessage invalidation)
    {
        Func<ApiKey, bool>? isGone = invalidation.Kind switch
        {
            InvalidationKind.App => apiKey => invalidation.Ids.Contains(apiKey.AppId),
            InvalidationKind.Integration => apiKey => invalidation.Ids.Contains(apiKey.IntegrationId),
            InvalidationKind.Key => apiKey => invalidation.Ids.Contains(apiKey.Id),
            InvalidationKind.Everything => _ => true,
            _ => null,
        };
        if (isGone is not null) Forget(isGone);
    }

    /// <summary>Creates a key without storing it.</summary>
    public ApiKey New(string prefix, string? appId, string displayName) =>
        new(prefix + ObjectId.New(clock), appId, displayName, NewSecret());

    /// <summary>Creates a secret that nobody can guess: 64 random bytes in base64url.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64));

    /// <summary>Returns the row to store for a key, with the secret encrypted.</summary>
    public ApiKeyRow Seal(ApiKey apiKey) => new(apiKey.Id, apiKey.AppId, apiKey.DisplayName, box.Seal(apiKey.Id, apiKey.Secret), apiKey.IntegrationId);

    /// <summary>Whether the secret of a stored key was encrypted with the master key of this process.</summary>
    public bool Opens(ApiKeyRow row) => box.Opens(row.Id, row.Secret);

    /// <summary>Whether a stored key can be decrypted and has this secret.</summary>
    internal bool Verify(ApiKeyRow row, string secret) => Opens(row) && Unseal(row).Secret == secret;

    private ApiKey Unseal(ApiKeyRow row) => new(row.Id, row.AppId, row.DisplayName, box.Open(row.Id, row.Secret), row.IntegrationId);

    private void Announce(InvalidationMessage invalidation)
    {
        OnInvalidation(invalidation);
        invalidationChannel.Post(invalidation);
    }

    private void Forget(Func<ApiKey, bool> isGone)
    {
        lock (gate)
        {
            generation++;
            foreach (var (id, known) in recent)
            {
                if (isGone(known.ApiKey)) recent.TryRemove(id);
            }
        }
    }

    private async ValueTask<ApiKey?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var (before, until) = (Volatile.Read(ref generation), cacheLifetime.Begin());
        var row = await database.ReadAsync((session, token) => ApiKeyTable.FindAsync(session, id, token), cancellationToken);
        if (row is null) return null;
        var apiKey = Unseal(row);
        lock (gate)
        {
            // If a key was deleted during this read, it may have been this one. It is not cached then.
            if (generation == before) recent.AddOrUpdate(id, new Remembrance(apiKey, until));
        }

        return apiKey;
    }

    private sealed record Remembrance(ApiKey ApiKey, long Until);
}
