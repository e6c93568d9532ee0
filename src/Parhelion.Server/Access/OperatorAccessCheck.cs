using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.RateLimiting;

namespace Parhelion.Server.Access;

/// <summary>
/// Checks whether an operator sent a request. Operators are callers with an account key, and programs on this machine that send no credentials. Only operators
/// may see, for example, the metrics.
/// </summary>
internal sealed class OperatorAccessCheck(ServerExposure reachability, Authenticator authenticator, WrongCredentialsLimit wrongCredentials)
{
    /// <summary>Requires that the sender of a request is an operator.</summary>
    /// <exception cref="ProblemException">Status 401: the credentials are missing or wrong. Status 403: they are not those of the account.</exception>
    public async ValueTask RequireAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0)
        {
            if (!reachability.IsFromThisMachine(http)) throw new ProblemException(Problems.AuthorizationRequired);
            return;
        }

        if (header.Count == 1 && await authenticator.AuthenticateAsync(header.ToString(), http.RequestAborted) is { } caller)
        {
            if (caller.Scope != CredentialScopeNames.Account) throw new ProblemException(Problems.Forbidden);
            return;
        }

        await wrongCredentials.CountAsync(http);
        throw new ProblemException(Problems.InvalidCredentials);
    }

    /// <summary>Whether the sender of a request is an operator.</summary>
    public async ValueTask<bool> AllowsAsync(HttpContext http)
    {
        try
        {
            await RequireAsync(http);
            return true;
        }
        catch (ProblemException e) when (e.Status != StatusCodes.Status429TooManyRequests)
        {
            return false;
        }
    }
}
