using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Switchboards;

/// <summary>
/// Creates, lists, updates and deletes the switchboard of an app. A switchboard says which integration is in control of a conversation. An app has at most one
/// switchboard.
/// </summary>
/// <remarks>A switchboard can withhold the events of a conversation from the other integrations. A new switchboard is disabled.</remarks>
public sealed class SwitchboardService(Database database, TimeProvider clock)
{
    /// <summary>Creates the switchboard of an app.</summary>
    /// <exception cref="ProblemException">The app has a switchboard already, or does not exist.</exception>
    public Task<SwitchboardRow> CreateAsync(string appId, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await SwitchboardTable.FindOfAppAsync(session, appId, default) is not null) throw new ProblemException(Problems.OneSwitchboard);
                var row = new SwitchboardRow(ObjectId.New(clock), appId, IsEnabled: false, DefaultId: null);
                if (!await SwitchboardTable.InsertAsync(session, row, clock.GetUtcNow())) throw new ProblemException(Problems.AppNotFound);
                await actor.RecordAsync(session, clock, AuditActions.SwitchboardCreate, appId, row.Id);
                return row;
            },
            cancellationToken);

    /// <summary>Lists the switchboards of an app: one or none.</summary>
    public async Task<IReadOnlyList<SwitchboardRow>> ListAsync(string appId, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => SwitchboardTable.FindOfAppAsync(session, appId, token), cancellationToken) is { } row ? [row] : [];

    /// <summary>Updates a switchboard.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="id">The switchboard.</param>
    /// <param name="isEnabled">Whether it is enabled; <c>null</c>: as before.</param>
    /// <param name="defaultId">Its default; <c>null</c>: as before.</param>
    /// <param name="actor">Who updates it.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The switchboard or the default does not exist, or the switchboard would be enabled without a default.</exception>
    public Task<SwitchboardRow> UpdateAsync(string appId, string id, bool? isEnabled, string? defaultId, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var row = await FindAsync(session, appId, id);
                var all = await SwitchboardIntegrationTable.ListAsync(session, id, default);
                if (defaultId is not null && !all.Exists(one => one.Id == defaultId)) throw new ProblemException(Problems.SwitchboardIntegrationNotFound);
                var changed = row with { IsEnabled = isEnabled ?? row.IsEnabled, DefaultId = defaultId ?? row.DefaultId };
                if (changed is { IsEnabled: true, DefaultId: null }) throw new ProblemException(Problems.SwitchboardWithoutDefault);
                await SwitchboardTable.UpdateAsync(session, changed);
                await actor.RecordAsync(session, clock, AuditActions.SwitchboardUpdate, appId, id, AuditChangedFields.Of(row, changed));
                return changed;
            },
            cancellationToken);

    /// <summary>Deletes a switchboard with its switchboard integrations. Their integrations stay, and get all events again.</summary>
    /// <exception cref="ProblemException">The switchboard does not exist.</exception>
    public Task DeleteAsync(string appId, string id, AuditActor actor, CancellationToken cancellationToken) =>
        database.DeleteAsync(
            async session =>
            {
                await FindAsync(session, appId, id);
                await SwitchboardIntegrationTable.DeleteOfSwitchboardAsync(session, id);
                await SwitchboardTable.DeleteAsync(session, id);
                await actor.RecordAsync(session, clock, AuditActions.SwitchboardDelete, appId, id);
                return true;
            },
            cancellationToken);

    /// <summary>Finds a switchboard inside a transaction.</summary>
    internal static async ValueTask<SwitchboardRow> FindAsync(DatabaseSession session, string appId, string id, CancellationToken cancellationToken = default) =>
        (ObjectId.IsValid(id) ? await SwitchboardTable.FindAsync(session, appId, id, cancellationToken) : null) ?? throw new ProblemException(Problems.SwitchboardNotFound);
}
