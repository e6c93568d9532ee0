using System.Buffers.Text;
using System.Security.Cryptography;
using BitFaster.Caching.Lru;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Tenancy;

/// <summary>Makes, finds, lists and deletes keys. Recently used keys are kept in memory, and forgotten the moment they are deleted; those that
/// another node deletes, when it says so or their <see cref="Freshness"/> ends.</summary>
public sealed class Keys(Database database, SecretBox box, Bulletin bulletin, Freshness freshness, TimeProvider clock)
{
    /// <summary>Most keys that an app may have, and that an integration may have.</summary>
    public const int PerApp = 10;

    private const int Remembered = 1024;

    private readonly ConcurrentLru<string, Remembrance> recent = new(Remembered);
    private readonly Lock gate = new();
    private long generation;

    /// <summary>Makes a key of an app. The secret is 64 random bytes.</summary>
    /// <exception cref="ProblemException">The app is gone, or has ten keys already.</exception>
    public async Task<Key> CreateAsync(string appId, string displayName, CancellationToken cancellationToken)
    {
        var key = New(Key.AppPrefix, appId, displayName);
        var row = Seal(key);
        await database.WriteAsync(
            async session =>
            {
                if (await AppTable.FindAsync(session, appId, default) is null) throw new ProblemException(Problems.AppNotFound);
                var keys = await KeyTable.ListAsync(session, appId, default);
                if (keys.Count >= PerApp) throw new ProblemException(Problems.BadRequest($"An app can have at most {PerApp} keys"));
                await KeyTable.InsertAsync(session, row, clock.GetUtcNow());
                return true;
            },
            cancellationToken);
        return key;
    }

    /// <summary>Makes a key of an integration. The secret is 64 random bytes.</summary>
    /// <exception cref="ProblemException">The integration is gone, or has ten keys already.</exception>
    public async Task<Key> CreateAsync(IntegrationRow integration, string displayName, CancellationToken cancellationToken)
    {
        var key = New(Key.IntegrationPrefix, integration.AppId, displayName) with { IntegrationId = integration.Id };
        var row = Seal(key);
        await database.WriteAsync(
            async session =>
            {
                if (await IntegrationTable.FindAsync(session, integration.AppId, integration.Id, default) is null) throw new ProblemException(Problems.IntegrationNotFound);
                var keys = await KeyTable.ListOfIntegrationAsync(session, integration.Id, default);
                if (keys.Count >= PerApp) throw new ProblemException(Problems.BadRequest($"An integration can have at most {PerApp} keys"));
                await KeyTable.InsertAsync(session, row, clock.GetUtcNow());
                return true;
            },
            cancellationToken);
        return key;
    }

    /// <summary>All keys of an integration, oldest first.</summary>
    public async Task<IReadOnlyList<Key>> ListOfIntegrationAsync(string integrationId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => KeyTable.ListOfIntegrationAsync(session, integrationId, token), cancellationToken);
        return [.. rows.Select(Unseal)];
    }

    /// <summary>The key with this id, whoever it belongs to, or <c>null</c>.</summary>
    public ValueTask<Key?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (recent.TryGet(id, out var known) && freshness.Holds(known.Until)) return new(known.Key);
        return Key.IsId(id) ? LoadAsync(id, cancellationToken) : default;
    }

    /// <summary>The key of an app, or of an integration of it, or <c>null</c>.</summary>
    public async ValueTask<Key?> FindAsync(string appId, string? integrationId, string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } key && key.AppId == appId && key.IntegrationId == integrationId ? key : null;

    /// <summary>All keys of an app, oldest first.</summary>
    public async Task<IReadOnlyList<Key>> ListAsync(string appId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => KeyTable.ListAsync(session, appId, token), cancellationToken);
        return [.. rows.Select(Unseal)];
    }

    /// <summary>Deletes a key of an app, or of an integration of it; false when it is not there. It opens nothing from the moment this returns.</summary>
    public async Task<bool> DeleteAsync(string appId, string? integrationId, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(appId, integrationId, id, cancellationToken) is null) return false;
        var deleted = await database.DeleteAsync(session => KeyTable.DeleteAsync(session, appId, id), cancellationToken);
        Announce(new Notice(NoticeKind.Key, id));
        return deleted;
    }

    /// <summary>Forgets the keys of an app that was deleted, and tells the other nodes.</summary>
    public void ForgetApp(string appId) => Announce(new Notice(NoticeKind.App, appId));

    /// <summary>Forgets the keys of an integration that was deleted, and tells the other nodes.</summary>
    public void ForgetIntegration(string integrationId) => Announce(new Notice(NoticeKind.Integration, integrationId));

    /// <summary>Forgets a key that was deleted or has another secret, and tells the other nodes.</summary>
    public void ForgetKey(string id) => Announce(new Notice(NoticeKind.Key, id));

    /// <summary>Forgets what a notice says is gone.</summary>
    public void Hear(Notice notice)
    {
        Func<Key, bool>? isGone = notice.Kind switch
        {
            NoticeKind.App => key => notice.Ids.Contains(key.AppId),
            NoticeKind.Integration => key => notice.Ids.Contains(key.IntegrationId),
            NoticeKind.Key => key => notice.Ids.Contains(key.Id),
            NoticeKind.Everything => _ => true,
            _ => null,
        };
        if (isGone is not null) Forget(isGone);
    }

    /// <summary>A new key that is not stored yet.</summary>
    public Key New(string prefix, string? appId, string displayName) =>
        new(prefix + ObjectId.New(clock), appId, displayName, NewSecret());

    /// <summary>A secret that nobody can guess: 64 random bytes in base64url.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64));

    /// <summary>The key as it is stored.</summary>
    public KeyRow Seal(Key key) => new(key.Id, key.AppId, key.DisplayName, box.Seal(key.Id, key.Secret), key.IntegrationId);

    /// <summary>Whether a stored key was sealed with the master key that this process has.</summary>
    public bool Opens(KeyRow row) => box.Opens(row.Id, row.Secret);

    /// <summary>Whether a stored key has this secret, and can be opened.</summary>
    internal bool Holds(KeyRow row, string secret) => Opens(row) && Unseal(row).Secret == secret;

    private Key Unseal(KeyRow row) => new(row.Id, row.AppId, row.DisplayName, box.Open(row.Id, row.Secret), row.IntegrationId);

    private void Announce(Notice notice)
    {
        Hear(notice);
        bulletin.Post(notice);
    }

    private void Forget(Func<Key, bool> isGone)
    {
        lock (gate)
        {
            generation++;
            foreach (var (id, known) in recent)
            {
                if (isGone(known.Key)) recent.TryRemove(id);
            }
        }
    }

    private async ValueTask<Key?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var (before, until) = (Volatile.Read(ref generation), freshness.Begin());
        var row = await database.ReadAsync((session, token) => KeyTable.FindAsync(session, id, token), cancellationToken);
        if (row is null) return null;
        var key = Unseal(row);
        lock (gate)
        {
            // A key was deleted beside this read: perhaps this one, so it is not remembered.
            if (generation == before) recent.AddOrUpdate(id, new Remembrance(key, until));
        }

        return key;
    }

    private sealed record Remembrance(Key Key, long Until);
}
