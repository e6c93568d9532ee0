using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Access;

/// <summary>Authorizes a request before any of its body is read, in three steps. Missing or invalid credentials lead to status 401. Credentials that do not
/// cover the app or the operation lead to status 403. An app that does not exist leads to status 404.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, Authenticator authenticator, AppService apps, ILogger<AccessMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        using var scope = RequestIds.BeginScope(log, http);
        if (http.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is { } rule) http.Features.Set(await AdmitAsync(http, rule));
        await next(http);
    }

    private async ValueTask<Caller> AdmitAsync(HttpContext http, AccessRule rule)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0) throw new ProblemException(Problems.AuthorizationRequired);
        var caller = header.Count == 1 ? await authenticator.AuthenticateAsync(header.ToString(), http.RequestAborted) : null;
        if (caller is null) throw new ProblemException(Problems.InvalidCredentials);

        var appId = http.Request.RouteValues["appId"] as string;
        // Deleting an app deletes its keys, so the app of an app key exists.
        if (!rule.Scopes.Contains(caller.Scope) || (caller.AppId is not null && appId is not null && caller.AppId != appId)) throw new ProblemException(Problems.Forbidden);
        if (caller.AppId is null && appId is not null && !await ExistsAsync(appId, rule, http.RequestAborted)) throw new ProblemException(Problems.AppNotFound);
        return caller;
    }

    private async ValueTask<bool> ExistsAsync(string appId, AccessRule rule, CancellationToken cancellationToken) =>
        Core.ObjectId.IsValid(appId) && (rule.OutlivesApp || await apps.FindAsync(appId, cancellationToken) is not null);
}
