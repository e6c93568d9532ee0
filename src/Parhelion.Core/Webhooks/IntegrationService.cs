using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Switchboards;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;

namespace Parhelion.Core.Webhooks;

/// <summary>
/// Creates, finds, lists, updates and deletes integrations. The keys, webhooks and other data of an integration are deleted with the integration.
/// </summary>
/// <remarks>
/// A new custom integration has one webhook. The integration of an OAuth client has none. Deleting an integration deletes its keys, its webhooks, its
/// switchboard integration, and the recorded deliveries of its simulated channel.
/// </remarks>
public sealed class IntegrationService(Database database, ApiKeyService apiKeys, TimeProvider clock)
{
    /// <summary>Maximum number of integrations of an app.</summary>
    public const int PerApp = 100;

    /// <summary>Raised after an integration that gave an OAuth client access was deleted.</summary>
    public event Action<IntegrationRow>? AccessEnded;

    /// <summary>Creates an integration.</summary>
    /// <param name="integration">The integration.</param>
    /// <param name="webhook">The first webhook of a custom integration; <c>null</c> for other types.</param>
    /// <param name="actor">Who creates it.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The app does not exist, or it has the maximum number of integrations or webhooks.</exception>
    public Task<IntegrationRow> CreateAsync(IntegrationRow integration, WebhookRow? webhook, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await InsertAsync(session, integration, actor);
                if (webhook is not null) await WebhookService.InsertAsync(session, webhook, clock.GetUtcNow());
                return integration;
            },
            cancellationToken);

    /// <summary>Finds an integration of an app.</summary>
    /// <exception cref="ProblemException">The integration does not exist.</exception>
    public async ValueTask<IntegrationRow> GetAsync(string appId, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => IntegrationTable.FindAsync(session, appId, id, token), cancellationToken)
        ?? throw new ProblemException(Problems.IntegrationNotFound);

    /// <summary>Lists one page of the integrations of an app, oldest first.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="types">Only integrations of these types; empty: of all types.</param>
    /// <param name="page">The page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<Page<IntegrationRow>> ListAsync(string appId, IReadOnlyCollection<string> types, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => IntegrationTable.ListAsync(session, appId, types, page, token), cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    /// <summary>Updates an integration.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="id">Id of the integration.</param>
    /// <param name="change">Returns the changed row and the names of its changed fields; may be called more than once.</param>
    /// <param name="actor">Who updates it.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The integration does not exist.</exception>
    public Task<IntegrationRow> UpdateAsync(
        string appId, string id, Func<IntegrationRow, (IntegrationRow Row, IReadOnlyList<string> Fields)> change, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var row = await IntegrationTable.FindAsync(session, appId, id, default) ?? throw new ProblemException(Problems.IntegrationNotFound);
                var (changed, fields) = change(row);
                await IntegrationTable.UpdateAsync(session, changed);
                await actor.RecordAsync(session, clock, AuditActions.IntegrationUpdate, appId, id, AuditChangedFields.Of(row, changed, fields));
                return changed;
            },
            cancellationToken);

    /// <summary>Deletes an integration. Its keys are not valid any more, and its webhooks are not called any more.</summary>
    /// <exception cref="ProblemException">The integration does not exist.</exception>
    public async Task DeleteAsync(string appId, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        var deleted = await database.DeleteAsync(
            async session =>
            {
                if (await IntegrationTable.FindAsync(session, appId, id, default) is not { } integration || !await IntegrationTable.DeleteAsync(session, id))
                {
                    throw new ProblemException(Problems.IntegrationNotFound);
                }

                await ApiKeyTable.DeleteOfIntegrationAsync(session, id);
                await WebhookTable.DeleteOfIntegrationAsync(session, id);
                await SwitchboardIntegrationService.DeleteOfIntegrationAsync(session, appId, id);
                await SimulatedDeliveryTable.DeleteOfIntegrationAsync(session, id);
                await actor.RecordAsync(session, clock, AuditActions.IntegrationDelete, appId, id);
                return integration;
            },
            cancellationToken);
        apiKeys.ForgetIntegration(id);
        if (deleted.OAuthClient is not null) AccessEnded?.Invoke(deleted);
    }

    /// <summary>Inserts an integration inside a transaction, and records that in the audit log.</summary>
    internal async ValueTask InsertAsync(DatabaseSession session, IntegrationRow integration, AuditActor actor)
    {
        if (await IntegrationTable.CountAsync(session, integration.AppId) >= PerApp) throw new ProblemException(Problems.BadRequest($"An app can have at most {PerApp} integrations"));
        if (!await IntegrationTable.InsertAsync(session, integration, clock.GetUtcNow())) throw new ProblemException(Problems.AppNotFound);
        await actor.RecordAsync(session, clock, AuditActions.IntegrationCreate, integration.AppId, integration.Id);
    }
}
