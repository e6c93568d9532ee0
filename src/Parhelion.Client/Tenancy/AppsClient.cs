using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Creates, reads, updates and deletes apps. Creating, listing and deleting need an account key. <see cref="ParhelionClient"/> lists the
/// exceptions.</summary>
public class AppsClient
{
    private readonly Transport transport;

    internal AppsClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected AppsClient() => transport = null!;

    /// <summary>Creates an app.</summary>
    /// <param name="app">Display name, settings and metadata.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 402: the plan allows no more apps.</exception>
    public virtual Task<App> CreateAppAsync(AppCreateBody app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        return OneAsync(transport.Call("CreateApp", HttpMethod.Post, new RequestPath("apps"), app, ProtocolJson.Default.AppCreateBody), cancellationToken);
    }

    /// <summary>Lists the apps, oldest first.</summary>
    /// <param name="serviceAccountId">Lists only the apps that this service account may use. Optional. Parhelion has no service accounts.</param>
    /// <param name="page">The cursor to start from and the page size. Optional.</param>
    public virtual PagedList<App> ListAppsAsync(string? serviceAccountId = null, PageRequest? page = null) => new(page, async (request, token) =>
    {
        var requestPath = request.PutInto(new RequestPath("apps").With("filter[serviceAccountId]", serviceAccountId));
        var answer = await transport.SendAsync(transport.Call("ListApps", HttpMethod.Get, requestPath), ProtocolJson.Default.AppListResponse, token).ConfigureAwait(false);
        return new Page<App>(answer.Apps, answer.Meta ?? new PageMeta { HasMore = false });
    });

    /// <summary>Gets an app.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the app does not exist.</exception>
    public virtual Task<App> GetAppAsync(string appId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetApp", HttpMethod.Get, One(appId)), cancellationToken);

    /// <summary>Updates an app. Fields that are left out keep their value.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="changes">The fields to change and the fields to unset.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 404: the app does not exist.</exception>
    public virtual Task<App> UpdateAppAsync(string appId, AppUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateApp", HttpMethod.Patch, One(appId)) with { Json = MergePatch.Of(changes, ProtocolJson.Default.AppUpdateBody, changes.FieldsToClear) };
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes an app with its keys, users, conversations and attachments.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the app does not exist.</exception>
    public virtual Task DeleteAppAsync(string appId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteApp", HttpMethod.Delete, One(appId)), cancellationToken);

    /// <summary>Gets the app that the credentials belong to. The call also checks the credentials. The server answers account keys with 403,
    /// because they belong to no single app.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public virtual Task<App> GetTokenInfoAsync(CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetTokenInfo", HttpMethod.Get, new RequestPath("tokenInfo")), cancellationToken);

    private static RequestPath One(string appId) => new("apps", RequestPath.Id(appId, nameof(appId)));

    private async Task<App> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.AppResponse, cancellationToken).ConfigureAwait(false)).App;
}
