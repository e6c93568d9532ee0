using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Switchboards;

/// <summary>Creates, lists, updates and deletes switchboard integrations. A switchboard integration adds an integration to a switchboard. It has its own name
/// and id. Only integrations of a switchboard can get control of conversations.</summary>
public sealed class SwitchboardIntegrationService(Database database, TimeProvider clock)
{
    /// <summary>Maximum number of switchboard integrations of a switchboard, as the API documents.</summary>
    public const int PerSwitchboard = 10;

    /// <summary>Makes an integration a part of a switchboard.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="switchboardId">The switchboard.</param>
    /// <param name="integration">The integration.</param>
    /// <param name="change">Sets the fields of an empty row; may be called more than once.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The switchboard is full or does not exist. Or the integration or the next one does not exist. Or another switchboard
    /// integration has the name or the integration.</exception>
    public Task<SwitchboardIntegrationRow> CreateAsync(
        string appId, string switchboardId, IntegrationReference integration, Func<SwitchboardIntegrationRow, SwitchboardIntegrationRow> change, AuditActor actor,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var all = await AllAsync(session, appId, switchboardId);
                if (all.Count >= PerSwitchboard) throw new ProblemException(Problems.TooManySwitchboardIntegrations(PerSwitchboard));
                var row = change(new SwitchboardIntegrationRow
                {
                    Id = ObjectId.New(clock),
                    AppId = appId,
                    SwitchboardId = switchboardId,
                    Name = "",
                    IntegrationId = "",
                    IntegrationType = "",
                    DeliversStandbyEvents = true,
                });
                row = Link(row, await integration.FindAsync(session, appId));
                Check(row, all);
                await SwitchboardIntegrationTable.InsertAsync(session, row, clock.GetUtcNow());
                await actor.RecordAsync(session, clock, AuditActions.SwitchboardIntegrationCreate, appId, row.Id, new AuditDetail { IntegrationId = row.IntegrationId });
                return row;
            },
            cancellationToken);

    /// <summary>Lists all switchboard integrations of a switchboard, oldest first.</summary>
    /// <exception cref="ProblemException">The switchboard does not exist.</exception>
    public async Task<IReadOnlyList<SwitchboardIntegrationRow>> ListAsync(string appId, string switchboardId, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => AllAsync(session, appId, switchboardId, token), cancellationToken);

    /// <summary>Updates a switchboard integration by <paramref name="change"/>, which may be called more than once.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="switchboardId">The switchboard.</param>
    /// <param name="id">The switchboard integration.</param>
    /// <param name="integration">Another integration; <c>null</c>: the same as before.</param>
    /// <param name="change">Changes the other fields.</param>
    /// <param name="actor">Who updates it.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The switchboard integration, the integration or the next one does not exist. Or another switchboard integration has
    /// the name or the integration.</exception>
    public Task<SwitchboardIntegrationRow> UpdateAsync(
        string appId, string switchboardId, string id, IntegrationReference? integration, Func<SwitchboardIntegrationRow, SwitchboardIntegrationRow> change,
        AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var all = await AllAsync(session, appId, switchboardId);
                var row = Find(all, id);
                var changed = change(row);
                if (integration is not null) changed = Link(changed, await integration.FindAsync(session, appId));
                Check(changed, all);
                await SwitchboardIntegrationTable.UpdateAsync(session, changed);
                await actor.RecordAsync(session, clock, AuditActions.SwitchboardIntegrationUpdate, appId, id, AuditChangedFields.Of(row, changed));
                return changed;
            },
            cancellationToken);

    /// <summary>Deletes a switchboard integration. Its integration stays, and gets all events again. Where it was in control, nobody is.</summary>
    /// <exception cref="ProblemException">The switchboard integration does not exist, or it is the default or the next one of another.</exception>
    public Task DeleteAsync(string appId, string switchboardId, string id, AuditActor actor, CancellationToken cancellationToken) =>
        database.DeleteAsync(
            async session =>
            {
                var switchboard = await SwitchboardService.FindAsync(session, appId, switchboardId);
                var all = await SwitchboardIntegrationTable.ListAsync(session, switchboardId, default);
                var row = Find(all, id);
                if (switchboard.DefaultId == id) throw new ProblemException(Problems.DefaultSwitchboardIntegration);
                if (all.Exists(one => one.NextId == id && one.Id != id)) throw new ProblemException(Problems.NextSwitchboardIntegration);
                await SwitchboardIntegrationTable.DeleteAsync(session, id);
                await actor.RecordAsync(session, clock, AuditActions.SwitchboardIntegrationDelete, appId, id, new AuditDetail { IntegrationId = row.IntegrationId });
                return true;
            },
            cancellationToken);

    /// <summary>Deletes the switchboard integration of an integration that is being deleted. If it was the default, the switchboard is disabled, so that the
    /// other integrations get all events.</summary>
    internal static async ValueTask DeleteOfIntegrationAsync(DatabaseSession session, string appId, string integrationId)
    {
        if (await SwitchboardIntegrationTable.FindOfIntegrationAsync(session, integrationId) is not { } row) return;
        await SwitchboardIntegrationTable.DeleteAsync(session, row.Id);
        var switchboard = await SwitchboardService.FindAsync(session, appId, row.SwitchboardId);
        if (switchboard.DefaultId == row.Id) await SwitchboardTable.UpdateAsync(session, switchboard with { IsEnabled = false, DefaultId = null });
        foreach (var other in await SwitchboardIntegrationTable.ListAsync(session, row.SwitchboardId, default))
        {
            if (other.NextId == row.Id) await SwitchboardIntegrationTable.UpdateAsync(session, other with { NextId = null });
        }
    }

    private static async ValueTask<List<SwitchboardIntegrationRow>> AllAsync(
        DatabaseSession session, string appId, string switchboardId, CancellationToken cancellationToken = default)
    {
        await SwitchboardService.FindAsync(session, appId, switchboardId, cancellationToken);
        return await SwitchboardIntegrationTable.ListAsync(session, switchboardId, cancellationToken);
    }

    private static SwitchboardIntegrationRow Find(List<SwitchboardIntegrationRow> all, string id) =>
        all.Find(one => one.Id == id) ?? throw new ProblemException(Problems.SwitchboardIntegrationNotFound);

    private static SwitchboardIntegrationRow Link(SwitchboardIntegrationRow row, IntegrationRow integration) =>
        row with { IntegrationId = integration.Id, IntegrationType = integration.Type };

    private static void Check(SwitchboardIntegrationRow row, List<SwitchboardIntegrationRow> all)
    {
        if (row.NextId is not null) Find(all, row.NextId);
        foreach (var other in all.Where(other => other.Id != row.Id))
        {
            if (other.Name == row.Name) throw new ProblemException(Problems.SwitchboardIntegrationNameTaken);
            if (other.IntegrationId == row.IntegrationId) throw new ProblemException(Problems.IntegrationAlreadyLinked);
        }
    }
}
