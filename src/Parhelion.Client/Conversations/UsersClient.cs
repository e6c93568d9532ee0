using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>Users. A user is named by id or by external id, which may hold any character. See <see cref="ParhelionClient"/> for what is thrown.</summary>
public class UsersClient
{
    private readonly Transport transport;

    internal UsersClient(Transport transport) => this.transport = transport;

    /// <summary>For mocking.</summary>
    protected UsersClient() => transport = null!;

    /// <summary>Creates a user.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="user">Who it is; nothing is required.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field; 409: another user has the external id; and what every call may fail with.</exception>
    public virtual Task<User> CreateUserAsync(string appId, UserCreateBody user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "users");
        return OneAsync(transport.Call("CreateUser", HttpMethod.Post, requestPath, user, ProtocolJson.Default.UserCreateBody), cancellationToken);
    }

    /// <summary>Gets a user.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id.</param>
    /// <param name="brandId">The brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such user; and what every call may fail with.</exception>
    public virtual Task<User> GetUserAsync(string appId, string userIdOrExternalId, string? brandId = null, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetUser", HttpMethod.Get, One(appId, userIdOrExternalId, brandId)), cancellationToken);

    /// <summary>Changes a user; what is absent stays.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id.</param>
    /// <param name="changes">What to change, and what to unset.</param>
    /// <param name="brandId">The brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field; 404: no such user; and what every call may fail with.</exception>
    public virtual Task<User> UpdateUserAsync(
        string appId, string userIdOrExternalId, UserUpdateBody changes, string? brandId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateUser", HttpMethod.Patch, One(appId, userIdOrExternalId, brandId)) with
        {
            Json = MergePatch.Of(changes, ProtocolJson.Default.UserUpdateBody, changes.Unset),
        };
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes a user with the user's personal conversations, messages and their attachments.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id.</param>
    /// <param name="brandId">The brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such user; and what every call may fail with.</exception>
    public virtual Task DeleteUserAsync(string appId, string userIdOrExternalId, string? brandId = null, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteUser", HttpMethod.Delete, One(appId, userIdOrExternalId, brandId)), cancellationToken);

    /// <summary>Forgets name, e-mail, avatar and metadata of a user; the history stays.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="userIdOrExternalId">Id or external id.</param>
    /// <param name="brandId">The brand that the external id belongs to. Optional.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such user; and what every call may fail with.</exception>
    public virtual Task<User> DeleteUserPersonalInformationAsync(
        string appId, string userIdOrExternalId, string? brandId = null, CancellationToken cancellationToken = default)
    {
        var requestPath = new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "users", RequestPath.Id(userIdOrExternalId, nameof(userIdOrExternalId)), "personalinformation");
        return OneAsync(transport.Call("DeleteUserPersonalInformation", HttpMethod.Delete, requestPath.With("brandId", brandId)), cancellationToken);
    }

    private static RequestPath One(string appId, string userIdOrExternalId, string? brandId) =>
        new RequestPath("apps", RequestPath.Id(appId, nameof(appId)), "users", RequestPath.Id(userIdOrExternalId, nameof(userIdOrExternalId))).With("brandId", brandId);

    private async Task<User> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.UserResponse, cancellationToken).ConfigureAwait(false)).User;
}
