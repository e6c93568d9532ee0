using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>Apps. Creating, listing and deleting them needs an account key. See <see cref="ParhelionClient"/> for what is thrown.</summary>
public class AppsClient
{
    private readonly Transport transport;

    internal AppsClient(Transport transport) => this.transport = transport;

    /// <summary>For mocking.</summary>
    protected AppsClient() => transport = null!;

    /// <summary>Creates an app.</summary>
    /// <param name="app">Name, settings and metadata.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field; 402: no more apps in the plan; and what every call may fail with.</exception>
    public virtual Task<App> CreateAppAsync(AppCreateBody app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        return OneAsync(transport.Call("CreateApp", HttpMethod.Post, new RequestPath("apps"), app, ProtocolJson.Default.AppCreateBody), cancellationToken);
    }

    /// <summary>Lists the apps, oldest first.</summary>
    /// <param name="serviceAccountId">Only those that this service account may use. Optional; Parhelion has no service accounts.</param>
    /// <param name="page">Where to begin, and how many at a time. Optional.</param>
    public virtual PagedList<App> ListAppsAsync(string? serviceAccountId = null, PageRequest? page = null) => new(page, async (request, token) =>
    {
        var requestPath = request.PutInto(new RequestPath("apps").With("filter[serviceAccountId]", serviceAccountId));
        var answer = await transport.SendAsync(transport.Call("ListApps", HttpMethod.Get, requestPath), ProtocolJson.Default.AppListResponse, token).ConfigureAwait(false);
        return new Page<App>(answer.Apps, answer.Meta ?? new PageMeta { HasMore = false });
    });

    /// <summary>Gets an app.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such app; and what every call may fail with.</exception>
    public virtual Task<App> GetAppAsync(string appId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetApp", HttpMethod.Get, One(appId)), cancellationToken);

    /// <summary>Changes an app; what is absent stays.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="changes">What to change, and what to unset.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">400: a field; 404: no such app; and what every call may fail with.</exception>
    public virtual Task<App> UpdateAppAsync(string appId, AppUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateApp", HttpMethod.Patch, One(appId)) with { Json = MergePatch.Of(changes, ProtocolJson.Default.AppUpdateBody, changes.Unset) };
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes an app with its keys, users, conversations and attachments.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ParhelionException">404: no such app; and what every call may fail with.</exception>
    public virtual Task DeleteAppAsync(string appId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteApp", HttpMethod.Delete, One(appId)), cancellationToken);

    /// <summary>The app that the credentials belong to: also a test of the credentials. Account credentials are answered with 403, because
    /// no single app is theirs.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public virtual Task<App> GetTokenInfoAsync(CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetTokenInfo", HttpMethod.Get, new RequestPath("tokenInfo")), cancellationToken);

    private static RequestPath One(string appId) => new("apps", RequestPath.Id(appId, nameof(appId)));

    private async Task<App> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.AppResponse, cancellationToken).ConfigureAwait(false)).App;
}
