using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;

namespace Parhelion.Core.OAuth;

/// <summary>
/// Issues authorization codes to OAuth clients (RFC 6749, section 4.1). Exchanges each code for a new API key, whose secret
/// signs the access token of the client.
/// </summary>
/// <remarks>
/// An app has one integration for each OAuth client with access to the app. The keys of the client belong to this integration. Deleting the integration deletes
/// these keys, and so ends all access tokens of the client for the app.
/// </remarks>
public sealed class OAuthService(Database database, IntegrationService integrations, ApiKeyService apiKeys, TimeProvider clock)
{
    /// <summary>How long a code can be exchanged.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);

    private const int CodeBytes = 32;
    private const string KeyName = "OAuth";

    /// <summary>Issues a code: 32 random bytes in base64url. Only its hash is stored.</summary>
    /// <param name="clientId">The client that gets access.</param>
    /// <param name="redirectUri">The URI that the code is sent to.</param>
    /// <param name="appId">The app that it gets access to.</param>
    /// <param name="grantedBy">Id of the key of the app owner who agrees.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The app does not exist.</exception>
    public async Task<string> AuthorizeAsync(string clientId, string redirectUri, string appId, string grantedBy, CancellationToken cancellationToken)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        var row = new OAuthCodeRow(HashOf(code), clientId, redirectUri, appId, grantedBy, KeyId: null, clock.GetUtcNow() + CodeLifetime);
        await database.WriteAsync(
            async session =>
            {
                if (await AppTable.FindAsync(session, appId, default) is null) throw new ProblemException(Problems.AppNotFound);
                await OAuthCodeTable.InsertAsync(session, row);
                return true;
            },
            cancellationToken);
        return code;
    }

    /// <summary>Exchanges a code for a new key of the client's integration in the app, which is created if it does not exist. If the code was used before, the key that
    /// was created for it is deleted, because one of the two callers must have stolen the code.</summary>
    /// <param name="clientId">The client, which has been authenticated.</param>
    /// <param name="clientName">Name of the client, which becomes the name of the integration.</param>
    /// <param name="code">The code.</param>
    /// <param name="redirectUri">The URI that the client says that the code was sent to; <c>null</c> if it does not say any.</param>
    /// <param name="actorOf">Makes the actor of the audit log from the id and the scope of the key of the app owner.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The code is not valid, or the app has too many integrations.</exception>
    public async Task<ApiKey> ExchangeAsync(
        string clientId, string clientName, string code, string? redirectUri, Func<string, string, AuditActor> actorOf, CancellationToken cancellationToken)
    {
        var draft = apiKeys.New(ApiKey.IntegrationPrefix, null, KeyName);
        var (created, deleted) = await database.WriteAsync<(ApiKey? Created, string? Deleted)>(
            async session =>
            {
                var row = await OAuthCodeTable.FindAsync(session, HashOf(code));
                if (row is null || row.ClientId != clientId || row.ExpiresAt <= clock.GetUtcNow()) return default;
                var granter = await ApiKeyTable.FindAsync(session, row.GrantedBy, default);
                var actor = actorOf(row.GrantedBy, granter is { AppId: null } ? CredentialScopeNames.Account : CredentialScopeNames.App);
                var integration = await IntegrationTable.FindOfClientAsync(session, row.AppId, clientId);
                // Before all other checks: a thief may not know the URI, and the app owner may have deleted the key that granted access.
                if (row.KeyId is { } used)
                {
                    await DeleteAsync(session, row.AppId, used, integration?.Id, actor);
                    return (null, used);
                }

                if (redirectUri is not null && redirectUri != row.RedirectUri) return default;
                // Neither an app nor a key that was deleted meanwhile gives access.
                if (granter is null || await AppTable.FindAsync(session, row.AppId, default) is null) return default;
                integration ??= await CreateAsync(session, row.AppId, clientId, clientName, actor);
                var oldest = await MakeRoomAsync(session, integration, actor);
                var key = draft with { AppId = row.AppId, IntegrationId = integration.Id };
                await ApiKeyTable.InsertAsync(session, apiKeys.Seal(key), clock.GetUtcNow());
                await OAuthCodeTable.UseAsync(session, row.Hash, key.Id);
                await actor.RecordAsync(session, clock, AuditActions.KeyCreate, row.AppId, key.Id, new AuditDetail { IntegrationId = integration.Id });
                return (key, oldest);
            },
            cancellationToken);
        if (deleted is not null) apiKeys.ForgetKey(deleted);
        return created ?? throw new ProblemException(Problems.InvalidAuthorizationCode);
    }

    /// <summary>Deletes the integration of an OAuth client, with its keys and webhooks.</summary>
    /// <exception cref="ProblemException">Status 403: the integration was not created for an OAuth client.</exception>
    public async Task RevokeAsync(string appId, string integrationId, AuditActor actor, CancellationToken cancellationToken)
    {
        var integration = await integrations.GetAsync(appId, integrationId, cancellationToken);
        if (integration.OAuthClient is null) throw new ProblemException(Problems.Forbidden);
        await integrations.DeleteAsync(appId, integrationId, actor, cancellationToken);
    }

    private static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private async ValueTask<IntegrationRow> CreateAsync(DatabaseSession session, string appId, string clientId, string clientName, AuditActor actor)
    {
        var row = new IntegrationRow { Id = ObjectId.New(clock), AppId = appId, Type = IntegrationTypes.Custom, DisplayName = clientName, OAuthClient = clientId };
        await integrations.InsertAsync(session, row, actor);
        return row;
    }

    // Deletes the oldest key if there are as many as an integration can have, and returns its id.
    private async ValueTask<string?> MakeRoomAsync(DatabaseSession session, IntegrationRow integration, AuditActor actor)
    {
        var keys = await ApiKeyTable.ListOfIntegrationAsync(session, integration.Id, default);
        if (keys.Count < ApiKeyService.PerApp) return null;
        await DeleteAsync(session, integration.AppId, keys[0].Id, integration.Id, actor);
        return keys[0].Id;
    }

    private async ValueTask DeleteAsync(DatabaseSession session, string appId, string keyId, string? integrationId, AuditActor actor)
    {
        if (!await ApiKeyTable.DeleteAsync(session, appId, keyId)) return;
        await actor.RecordAsync(session, clock, AuditActions.KeyDelete, appId, keyId, new AuditDetail { IntegrationId = integrationId });
    }
}
