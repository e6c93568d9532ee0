using Microsoft.Extensions.Primitives;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Access;

/// <summary>Checks whether a request may call its endpoint, before the server reads the body of the request.</summary>
/// <remarks>Missing or invalid credentials lead to status 401. An exceeded rate limit leads to status 429. Credentials that do not cover the app or the
/// operation lead to status 403. An app that does not exist leads to status 404.</remarks>
internal sealed class AccessMiddleware(
    RequestDelegate next, Authenticator authenticator, RequestRateLimiter limits, WrongCredentialsLimit wrongCredentials, AppService apps, ILogger<AccessMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        using var scope = RequestIds.BeginScope(log, http);
        if (await AdmitAsync(http)) await next(http);
    }

    // Returns false if a rate limit refused the request.
    private async ValueTask<bool> AdmitAsync(HttpContext http)
    {
        var rule = http.GetEndpoint()?.Metadata.GetMetadata<EndpointAccessRule>();
        var header = http.Request.Headers.Authorization;
        // A caller with a key is counted by its key only. Otherwise strangers at the same address could use up its share.
        if ((rule is null || header.Count == 0) && !limits.TryRoute(http)) return false;
        if (rule is null) return true;
        if (header.Count == 0) throw new ProblemException(Problems.AuthorizationRequired);
        var caller = await AuthenticateAsync(http, header);
        // Set before the checks, so that the log of requests has the key of a refused request.
        http.Features.Set(caller);
        if (!limits.TryKey(http, caller.KeyId)) return false;
        await AuthorizeAsync(http, rule, caller);
        return true;
    }

    private async ValueTask<Caller> AuthenticateAsync(HttpContext http, StringValues header)
    {
        if (header.Count == 1 && await authenticator.AuthenticateAsync(header.ToString(), http.RequestAborted) is { } caller) return caller;
        await wrongCredentials.CountAsync(http);
        throw new ProblemException(Problems.InvalidCredentials);
    }

    private async ValueTask AuthorizeAsync(HttpContext http, EndpointAccessRule rule, Caller caller)
    {
        var appId = http.Request.RouteValues["appId"] as string;
        // Deleting an app deletes its keys, so the app of an app key exists.
        if (!rule.Scopes.Contains(caller.Scope) || (caller.AppId is not null && appId is not null && caller.AppId != appId)) throw new ProblemException(Problems.Forbidden);
        if (caller.AppId is null && appId is not null && !await ExistsAsync(appId, rule, http.RequestAborted)) throw new ProblemException(Problems.AppNotFound);
    }

    private async ValueTask<bool> ExistsAsync(string appId, EndpointAccessRule rule, CancellationToken cancellationToken) =>
        Core.ObjectId.IsValid(appId) && (rule.OutlivesApp || await apps.FindAsync(appId, cancellationToken) is not null);
}
