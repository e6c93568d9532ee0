using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>Who is calling: the key whose credentials held.</summary>
/// <param name="KeyId">Recorded with what the caller does.</param>
/// <param name="Scope">One of <see cref="CredentialScopes"/>.</param>
/// <param name="AppId">The only app that it may touch; <c>null</c>: every app of the account.</param>
/// <param name="IntegrationId">The integration that it is; <c>null</c>: the app itself, or the account.</param>
internal sealed record Caller(string KeyId, string Scope, string? AppId, string? IntegrationId)
{
    public static Caller Of(ApiKey apiKey) => new(apiKey.Id, apiKey.Scope, apiKey.AppId, apiKey.IntegrationId);

    /// <summary>The caller of this request, whom <see cref="AccessMiddleware"/> has let in.</summary>
    public static Caller Of(HttpContext http) => http.Features.Get<Caller>() ?? throw new InvalidOperationException("The route has no access rule.");
}
