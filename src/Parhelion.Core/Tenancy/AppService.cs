using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;

namespace Parhelion.Core.Tenancy;

/// <summary>Creates, finds, lists, updates and deletes apps.</summary>
public sealed class AppService(Database database, DeletionService removal, TimeProvider clock)
{
    /// <summary>Creates an app.</summary>
    public async Task<AppRow> CreateAsync(string displayName, string settings, string? metadata, AuditActor actor, CancellationToken cancellationToken)
    {
        var app = new AppRow(ObjectId.New(clock), displayName, settings, metadata);
        await database.WriteAsync(
            async session =>
            {
                await AppTable.InsertAsync(session, app, clock.GetUtcNow());
                await actor.RecordAsync(session, clock, AuditActions.AppCreate, app.Id, app.Id);
                return true;
            },
            cancellationToken);
        return app;
    }

    /// <summary>Finds an app; <c>null</c> if it does not exist.</summary>
    public ValueTask<AppRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => AppTable.FindAsync(session, id, token), cancellationToken);

    /// <summary>Lists one page of apps in the order of their ids.</summary>
    public async Task<Page<AppRow>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            (session, token) => AppTable.ListAsync(session, page, token), cancellationToken);
        return Page.From(rows, page, app => app.Id);
    }

    /// <summary>Updates an app by <paramref name="change"/>, which may be called more than once; <c>null</c> if the app does not exist.</summary>
    public Task<AppRow?> UpdateAsync(string id, Func<AppRow, AppRow> change, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await AppTable.FindAsync(session, id, default) is not { } app) return null;
                var changed = change(app);
                await AppTable.UpdateAsync(session, changed);
                await actor.RecordAsync(session, clock, AuditActions.AppUpdate, id, id, AuditChangedFields.Of(app, changed));
                return changed;
            },
            cancellationToken);

    /// <summary>Deletes an app with its keys and attachments; false if it does not exist. When this returns, all of it is out of reach. The bytes are
    /// erased in the background.</summary>
    public Task<bool> DeleteAsync(string id, AuditActor requestedBy, CancellationToken cancellationToken) =>
        removal.RemoveAppAsync(id, requestedBy, cancellationToken);
}
