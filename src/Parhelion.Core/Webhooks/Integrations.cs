using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;

namespace Parhelion.Core.Webhooks;

/// <summary>Makes, finds, lists, changes and deletes integrations with what belongs to them.</summary>
public sealed class Integrations(Database database, ApiKeys apiKeys, TimeProvider clock)
{
    /// <summary>Adds an integration with its first webhook.</summary>
    /// <exception cref="ProblemException">The app is gone, or has as many webhooks as it can have.</exception>
    public Task<IntegrationRow> CreateAsync(IntegrationRow integration, WebhookRow webhook, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (!await IntegrationTable.InsertAsync(session, integration, clock.GetUtcNow())) throw new ProblemException(Problems.AppNotFound);
                await WebhookDirectory.InsertAsync(session, webhook, clock.GetUtcNow());
                return integration;
            },
            cancellationToken);

    /// <summary>The integration of an app.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public async ValueTask<IntegrationRow> GetAsync(string appId, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => IntegrationTable.FindAsync(session, appId, id, token), cancellationToken)
        ?? throw new ProblemException(Problems.IntegrationNotFound);

    /// <summary>One page of the integrations of an app, oldest first.</summary>
    public async Task<Page<IntegrationRow>> ListAsync(string appId, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => IntegrationTable.ListAsync(session, appId, page, token), cancellationToken);
        return Page.From(rows, page, row => row.Id);
    }

    /// <summary>Changes an integration by <paramref name="change"/>, which may be called more than once.</summary>
    /// <exception cref="ProblemException">There is no such integration.</exception>
    public Task<IntegrationRow> UpdateAsync(string appId, string id, Func<IntegrationRow, IntegrationRow> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var row = await IntegrationTable.FindAsync(session, appId, id, default) ?? throw new ProblemException(Problems.IntegrationNotFound);
                var changed = change(row);
                await IntegrationTable.UpdateAsync(session, changed);
                return changed;
            },
            cancellationToken);

    /// <summary>Deletes an integration: its keys open nothing any more, and its webhooks are called no more.</summary>
    /// <exception cref="ProblemException">There is no such integration.</exception>
    public async Task DeleteAsync(string appId, string id, CancellationToken cancellationToken)
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
                return true;
            },
            cancellationToken);
        apiKeys.ForgetIntegration(id);
    }
}
