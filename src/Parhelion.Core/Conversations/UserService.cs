using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Removing;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Creates, finds, updates, merges and deletes users.</summary>
public sealed class UserService(Database database, DeletionService removal, EventRecorder eventRecorder, TimeProvider clock)
{
    /// <summary>Largest number of users that a filter is applied to for one page.</summary>
    public const int MaxFiltered = 2_000;

    // A profile and its metadata can take 8 KB.
    private const int FilterBatch = 200;

    /// <summary>Creates a user.</summary>
    /// <exception cref="ProblemException">The external id, the Zendesk id or the e-mail identity is taken, or the app does not exist.</exception>
    public Task<UserRow> CreateAsync(UserRow user, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await UserTable.InsertAsync(session, user)) return user;
                throw new ProblemException(await AppTable.FindAsync(session, user.AppId, default) is null ? Problems.AppNotFound : Problems.UserExists);
            },
            cancellationToken);

    /// <summary>Finds a user of an app.</summary>
    /// <exception cref="ProblemException">The user does not exist.</exception>
    public async ValueTask<UserRow> GetAsync(string appId, UserReference reference, CancellationToken cancellationToken) =>
        await FindAsync(appId, reference, cancellationToken) ?? throw new ProblemException(Problems.UserNotFound);

    /// <summary>Finds a user of an app, or <c>null</c>.</summary>
    public ValueTask<UserRow?> FindAsync(string appId, UserReference reference, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => reference.FindAsync(session, appId, token), cancellationToken);

    /// <summary>Finds the users of an app with these ids. Users who do not exist any more are left out.</summary>
    public async Task<IReadOnlyDictionary<string, UserRow>> FindAsync(string appId, IReadOnlySet<string> ids, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async (session, token) =>
            {
                var found = new Dictionary<string, UserRow>(StringComparer.Ordinal);
                foreach (var id in ids)
                {
                    if (await UserTable.FindAsync(session, appId, id, token) is { } user) found.Add(id, user);
                }

                return found;
            },
            cancellationToken);

    /// <summary>Lists one page of the users of an app that <paramref name="filter"/> selects, newest first. Looks at no more than <see cref="MaxFiltered"/> users, so the cost
    /// does not depend on the number of users. If these do not fill the page, the page has a cursor that continues where the search stopped.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="filter">Selects users; <c>null</c>: all.</param>
    /// <param name="page">The requested page. "After" means older. It must not go backwards.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<Page<UserRow>> ListNewestAsync(string appId, Func<UserRow, bool>? filter, PageRequest page, CancellationToken cancellationToken)
    {
        var found = new List<UserRow>(page.Limit);
        var batch = filter is null ? page.Limit : FilterBatch;
        var last = page.UpperBound;
        for (var seen = 0; seen < MaxFiltered; seen += batch)
        {
            var before = last;
            var rows = await database.ReadAsync((session, token) => UserTable.ListNewestAsync(session, appId, before, batch, token), cancellationToken);
            foreach (var row in rows)
            {
                if (filter is null || filter(row)) found.Add(row);
                if (found.Count == page.Limit) return Page.From(found, page, user => user.Id);
            }

            if (rows.Count < batch) return Page.From(found, page, user => user.Id);
            last = rows[^1].Id;
        }

        return Page.From(found, more: true, page, found.Count == 0 ? last : found[0].Id, last);
    }

    /// <summary>Finds the user of an app and brand who has an e-mail identity; <c>null</c> if there is none.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="email">The address, in any case.</param>
    /// <param name="brandId">The brand; empty: none.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public ValueTask<UserRow?> FindByEmailAsync(string appId, string email, string brandId, CancellationToken cancellationToken) =>
        // Not every database can compare text with NUL.
        email.Contains('\0') || brandId.Contains('\0')
            ? ValueTask.FromResult<UserRow?>(null)
            : database.ReadAsync((session, token) => UserTable.FindByEmailAsync(session, appId, NormalizeEmail(email), brandId, token), cancellationToken);

    /// <summary>Returns an e-mail identity in the form that is stored and compared.</summary>
    public static string NormalizeEmail(string email) => email.ToLowerInvariant();

    /// <summary>Gives the user who has a Zendesk id another one. If another user has that one already, the two become one user. Parhelion knows no user records of Zendesk, so
    /// that nothing else is synchronized.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="zendeskId">The Zendesk id that the user has.</param>
    /// <param name="survivingZendeskId">The Zendesk id that the user has from now on; <c>null</c>: the same.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <returns>The user who has <paramref name="survivingZendeskId"/> now.</returns>
    /// <exception cref="ProblemException">No user has one of the ids.</exception>
    public async Task<UserRow> SynchronizeAsync(string appId, string zendeskId, string? survivingZendeskId, AuditActor actor, CancellationToken cancellationToken)
    {
        // Not every database can compare text with NUL.
        if (zendeskId.Contains('\0')) throw new ProblemException(Problems.UserNotFound);
        var synchronized = await database.WriteAsync(
            async session =>
            {
                var user = await UserTable.FindByZendeskIdAsync(session, appId, zendeskId, default);
                if (survivingZendeskId is null || survivingZendeskId == zendeskId) return user ?? throw new ProblemException(Problems.UserNotFound);
                var surviving = await UserTable.FindByZendeskIdAsync(session, appId, survivingZendeskId, default);
                // After a merger nobody has the first id: whoever repeats the call gets the same answer.
                if (user is null) return surviving ?? throw new ProblemException(Problems.UserNotFound);
                return surviving is null
                    ? await UpdateAsync(session, user, user with { ZendeskId = survivingZendeskId })
                    : await new UserMerge(session, eventRecorder, clock, actor).RunAsync(surviving, user);
            },
            cancellationToken);
        eventRecorder.Announce();
        return synchronized;
    }

    /// <summary>Updates a user by <paramref name="change"/>, which may be called more than once.</summary>
    /// <exception cref="ProblemException">The user does not exist, or another user has the Zendesk id or the e-mail identity.</exception>
    public Task<UserRow> UpdateAsync(string appId, UserReference reference, Func<UserRow, UserRow> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var user = await reference.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                return await UpdateAsync(session, user, change(user));
            },
            cancellationToken);

    /// <summary>Updates a user so that no personal information is left, and records that in the audit log.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="reference">The user.</param>
    /// <param name="erase">Returns the row without personal information; may be called more than once.</param>
    /// <param name="actor">Who deletes the information.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The user does not exist.</exception>
    public Task<UserRow> DeletePersonalInformationAsync(
        string appId, UserReference reference, Func<UserRow, UserRow> erase, AuditActor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var user = await reference.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                var erased = erase(user);
                await UserTable.UpdateAsync(session, erased);
                await actor.RecordAsync(session, clock, AuditActions.UserDeletePersonalInformation, appId, user.Id);
                return erased;
            },
            cancellationToken);

    /// <summary>Deletes a user with the personal conversations and the messages of the user. Also deletes the attachments that only these conversations and
    /// messages held.</summary>
    /// <exception cref="ProblemException">The user does not exist.</exception>
    public async Task DeleteAsync(string appId, UserReference reference, AuditActor requestedBy, CancellationToken cancellationToken)
    {
        var user = await GetAsync(appId, reference, cancellationToken);
        if (!await removal.RemoveUserAsync(user, requestedBy, cancellationToken)) throw new ProblemException(Problems.UserNotFound);
    }

    private static async ValueTask<UserRow> UpdateAsync(DatabaseSession session, UserRow user, UserRow changed)
    {
        if (changed.ZendeskId is { } zendeskId && zendeskId != user.ZendeskId && await UserTable.FindByZendeskIdAsync(session, user.AppId, zendeskId, default) is not null)
        {
            throw new ProblemException(Problems.UserExists);
        }

        if (changed.Email is { } email && email != user.Email && await UserTable.FindByEmailAsync(session, user.AppId, email, user.BrandId, default) is not null)
        {
            throw new ProblemException(Problems.UserExists);
        }

        await UserTable.UpdateAsync(session, changed);
        return changed;
    }
}
