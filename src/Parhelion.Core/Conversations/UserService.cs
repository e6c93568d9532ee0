using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>Creates, finds, updates and deletes users.</summary>
public sealed class UserService(Database database, DeletionService removal, TimeProvider clock)
{
    /// <summary>Creates a user.</summary>
    /// <exception cref="ProblemException">The external id is taken, or the app does not exist.</exception>
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
        await database.ReadAsync((session, token) => reference.FindAsync(session, appId, token), cancellationToken)
        ?? throw new ProblemException(Problems.UserNotFound);

    /// <summary>Updates a user by <paramref name="change"/>, which may be called more than once.</summary>
    /// <exception cref="ProblemException">The user does not exist.</exception>
    public Task<UserRow> UpdateAsync(string appId, UserReference reference, Func<UserRow, UserRow> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var user = await reference.FindAsync(session, appId) ?? throw new ProblemException(Problems.UserNotFound);
                var changed = change(user);
                await UserTable.UpdateAsync(session, changed);
                return changed;
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
}
