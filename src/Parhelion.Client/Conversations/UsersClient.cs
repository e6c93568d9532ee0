using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Creates, reads, updates, merges and deletes users. Name a user by id or by external id, which may contain any character.
/// <see cref="ParhelionClient"/> lists the exceptions.</summary>
public class UsersClient
{
    private readonly Transport transport;

    internal UsersClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected UsersClient() => transport = null!;

    /// <summary>Creates a user.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="user">The fields of the user. None is required.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 409: another user has this external id.</exception>
    public virtual Task<User> CreateUserAsync(string appId, UserCreateBody user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "users");
        return OneAsync(transport.Call("CreateUser", HttpMethod.Post, requestPath, user, ProtocolJson.Default.UserCreateBody), cancellationToken);
    }

    /// <summary>Gets a user.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the user does not exist.</exception>
    public virtual Task<User> GetUserAsync(string appId, string userIdOrExternalId, string? brandId = null, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetUser", HttpMethod.Get, One(appId, userIdOrExternalId, brandId)), cancellationToken);

    /// <summary>Updates a user. Fields that are left out keep their value.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="changes">The fields to change and the fields to unset.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 404: the user does not exist.</exception>
    public virtual Task<User> UpdateUserAsync(
        string appId, string userIdOrExternalId, UserUpdateBody changes, string? brandId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateUser", HttpMethod.Patch, One(appId, userIdOrExternalId, brandId)) with
        {
            Json = MergePatch.Of(changes, ProtocolJson.Default.UserUpdateBody, changes.FieldsToClear),
        };
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes a user, the user's personal conversations and messages, and their attachments.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the user does not exist.</exception>
    public virtual Task DeleteUserAsync(string appId, string userIdOrExternalId, string? brandId = null, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteUser", HttpMethod.Delete, One(appId, userIdOrExternalId, brandId)), cancellationToken);

    /// <summary>Deletes the name, e-mail address, avatar and metadata of a user. Conversations and messages stay.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id of the user.</param>
    /// <param name="brandId">Id of the brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the user does not exist.</exception>
    public virtual Task<User> DeleteUserPersonalInformationAsync(
        string appId, string userIdOrExternalId, string? brandId = null, CancellationToken cancellationToken = default)
    {
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "users", RequestPath.Id(userIdOrExternalId, nameof(userIdOrExternalId)), "personalinformation");
        return OneAsync(transport.Call("DeleteUserPersonalInformation", HttpMethod.Delete, requestPath.With("brandId", brandId)), cancellationToken);
    }

    /// <summary>Finds the user with an e-mail identity; <c>null</c> if there is none. The e-mail address in the profile does not count.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="email">The address, in any case.</param>
    /// <param name="brandId">Id of the brand of the user. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: the address is invalid.</exception>
    public virtual async Task<User?> FindUserByEmailAsync(string appId, string email, string? brandId = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(email);
        var path = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "users").With("filter[identities.email]", email).With("brandId", brandId);
        var found = await transport.SendAsync(transport.Call("ListUsers", HttpMethod.Get, path), ProtocolJson.Default.UserListResponse, cancellationToken).ConfigureAwait(false);
        return found.Users.Count == 0 ? null : found.Users[0];
    }

    /// <summary>Gives the user with a Zendesk id another one. If another user has that one, the two become one user, who has everything of both.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="zendeskId">The Zendesk id that the user has.</param>
    /// <param name="survivingZendeskId">The Zendesk id that the user has from now on; <c>null</c>: the same.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The user who has <paramref name="survivingZendeskId"/> now.</returns>
    /// <exception cref="ParhelionException">The call failed. Status 404: no user has one of the ids.</exception>
    public virtual Task<User> SyncUserAsync(string appId, string zendeskId, string? survivingZendeskId = null, CancellationToken cancellationToken = default)
    {
        var path = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "users", RequestPath.Id(zendeskId, nameof(zendeskId)), "sync");
        return OneAsync(transport.Call("SyncUser", HttpMethod.Post, path, new UserSyncBody { SurvivingZendeskId = survivingZendeskId }, ProtocolJson.Default.UserSyncBody), cancellationToken);
    }

    private static RequestPath One(string appId, string userIdOrExternalId, string? brandId) =>
        new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "users", RequestPath.Id(userIdOrExternalId, nameof(userIdOrExternalId))).With("brandId", brandId);

    private async Task<User> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.UserResponse, cancellationToken).ConfigureAwait(false)).User;
}
