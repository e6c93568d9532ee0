using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;

namespace Parhelion.Core.Webhooks;

/// <summary>Creates, finds, lists, updates and deletes the webhooks of integrations.</summary>
public sealed class WebhookService(Database database, SecretEncryption box, TimeProvider clock)
{
    /// <summary>Maximum number of webhooks of an app.</summary>
    public const int PerApp = 10;

    /// <summary>Decrypts the secret of a webhook.</summary>
    public string SecretOf(WebhookRow webhook) => box.Open(webhook.Id, webhook.Secret);

    /// <summary>Creates a webhook.</summary>
    /// <exception cref="ProblemException">The integration does not exist, or the app has ten webhooks already.</exception>
    public Task<WebhookRow> CreateAsync(WebhookRow webhook, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await InsertAsync(session, webhook, clock.GetUtcNow());
                await actor.RecordAsync(session, clock, AuditActions.WebhookCreate, webhook.AppId, webhook.Id, new AuditDetail { IntegrationId = webhook.IntegrationId });
                return webhook;
            },
            cancellationToken);

    /// <summary>Lists all webhooks of an integration.</summary>
    public async Task<IReadOnlyList<WebhookRow>> ListAsync(string integrationId, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => WebhookTable.ListAsync(session, integrationId, token), cancellationToken);

    /// <summary>Lists all webhooks of an app.</summary>
    public async Task<IReadOnlyList<WebhookRow>> ListOfAppAsync(string appId, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => WebhookTable.ListOfAppAsync(session, appId, token), cancellationToken);

    /// <summary>Finds a webhook of an app, whatever its integration.</summary>
    /// <exception cref="ProblemException">The webhook does not exist.</exception>
    public async ValueTask<WebhookRow> GetOfAppAsync(string appId, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => WebhookTable.FindAsync(session, id, token), cancellationToken) is { } webhook && webhook.AppId == appId
            ? webhook
            : throw new ProblemException(Problems.ResourceNotFound);

    /// <summary>Finds a webhook of an integration.</summary>
    /// <exception cref="ProblemException">The webhook does not exist.</exception>
    public async ValueTask<WebhookRow> GetAsync(string integrationId, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => FindAsync(session, integrationId, id, token), cancellationToken);

    /// <summary>Updates a webhook by <paramref name="change"/>, which may be called more than once.</summary>
    /// <exception cref="ProblemException">The webhook does not exist.</exception>
    public Task<WebhookRow> UpdateAsync(string integrationId, string id, Func<WebhookRow, WebhookRow> change, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var row = await FindAsync(session, integrationId, id, default);
                var changed = change(row);
                await WebhookTable.UpdateAsync(session, changed);
                await actor.RecordAsync(session, clock, AuditActions.WebhookUpdate, changed.AppId, id, AuditChangedFields.Of(row, changed));
                return changed;
            },
            cancellationToken);

    /// <summary>Deletes a webhook. The events that wait for it are dropped.</summary>
    /// <exception cref="ProblemException">The webhook does not exist.</exception>
    public Task DeleteAsync(string integrationId, string id, AuditActor actor, CancellationToken cancellationToken) =>
        database.DeleteAsync(
            async session =>
            {
                var row = await FindAsync(session, integrationId, id, default);
                await actor.RecordAsync(session, clock, AuditActions.WebhookDelete, row.AppId, id, new AuditDetail { IntegrationId = integrationId });
                return await WebhookTable.DeleteAsync(session, id);
            },
            cancellationToken);

    /// <summary>Creates a webhook inside a transaction.</summary>
    internal static async ValueTask InsertAsync(DatabaseSession session, WebhookRow webhook, DateTimeOffset now)
    {
        if (await WebhookTable.CountAsync(session, webhook.AppId) >= PerApp) throw new ProblemException(Problems.BadRequest($"An app can have at most {PerApp} webhooks"));
        if (!await WebhookTable.InsertAsync(session, webhook, now)) throw new ProblemException(Problems.IntegrationNotFound);
    }

    private static async ValueTask<WebhookRow> FindAsync(DatabaseSession session, string integrationId, string id, CancellationToken cancellationToken) =>
        await WebhookTable.FindAsync(session, id, cancellationToken) is { } webhook && webhook.IntegrationId == integrationId
            ? webhook
            : throw new ProblemException(Problems.ResourceNotFound);
}
