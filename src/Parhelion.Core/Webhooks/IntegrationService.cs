using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Switchboards;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;

namespace Parhelion.Core.Webhooks;

/// <summary>Creates, finds, lists, updates and deletes integrations. A new integration has one webhook. Deleting an integration also deletes its keys,
/// its webhooks and its switchboard integration.</summary>
public sealed class IntegrationService(Database database, ApiKeyService apiKeys, TimeProvider clock)
{
    /// <summary>Creates an integration with its first webhook.</summary>
    /// <exception cref="ProblemException">The app does not exist, or it has the maximum number of webhooks.</exception>
    public Task<IntegrationRow> CreateAsync(IntegrationRow integration, WebhookRow webhook, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (!await IntegrationTable.InsertAsync(session, integration, clock.GetUtcNow())) throw new ProblemException(Problems.AppNotFound);
                await WebhookService.InsertAsync(session, webhook, clock.GetUtcNow());
                await actor.RecordAsync(session, clock, AuditActions.IntegrationCreate, integration.AppId, integration.Id);
                return integration;
            },
            cancellationToken);

    /// <summary>Finds an integration of an app.</summary>
    /// <exception cref="ProblemException">The integration does not exist.</exception>
    public async ValueTask<IntegrationRow> GetAsync(string appId, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => IntegrationTable.FindAsync(session, appId, id, token), cancellationToken)
        ?? throw new ProblemException(Problems.IntegrationNotFound);

    /// <summary>Lists one page of the integrations of an app, oldest first.</summary>
    public async Task<Page<IntegrationRow>> ListAsync(string appId, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => IntegrationTable.ListAsync(session, appId, page, token), cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    /// <summary>Updates an integration by <paramref name="change"/>, which may be called more than once.</summary>
    /// <exception cref="ProblemException">The integration does not exist.</exception>
    public Task<IntegrationRow> UpdateAsync(string appId, string id, Func<IntegrationRow, IntegrationRow> change, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var row = await IntegrationTable.FindAsync(session, appId, id, default) ?? throw new ProblemException(Problems.IntegrationNotFound);
                var changed = change(row);
                await IntegrationTable.UpdateAsync(session, changed);
                await actor.RecordAsync(session, clock, AuditActions.IntegrationUpdate, appId, id, AuditedChanges.Of(row, changed));
                return changed;
            },
            cancellationToken);

    /// <summary>Deletes an integration. Its keys are not valid any more, and its webhooks are not called any more.</summary>
    /// <exception cref="ProblemException">The integration does not exist.</exception>
    public async Task DeleteAsync(string appId, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        await database.DeleteAsync(
            async session =>
            {
                if (await IntegrationTable.FindAsync(session, appId, id, default) is null || !await IntegrationTable.DeleteAsync(session, id))
                {
                    throw new ProblemException(Problems.IntegrationNotFound);
                }

                await ApiKeyTable.DeleteOfIntegrationAsync(session, id);
                await WebhookTable.DeleteOfIntegrationAsync(session, id);
                await SwitchboardIntegrationService.DeleteOfIntegrationAsync(session, appId, id);
                await actor.RecordAsync(session, clock, AuditActions.IntegrationDelete, appId, id);
                return true;
            },
            cancellationToken);
        apiKeys.ForgetIntegration(id);
    }
}
