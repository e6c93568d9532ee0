using Parhelion.Core.Auditing;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Auditing;

namespace Parhelion.Server.Access;

/// <summary>The authenticated caller of a request, described by the API key that the request used.</summary>
/// <param name="KeyId">Id of the API key. The id appears in logs and receipts.</param>
/// <param name="Scope">One of <see cref="CredentialScopeNames"/>.</param>
/// <param name="AppId">The only app that the caller may access; <c>null</c> if the caller may access every app of the account.</param>
/// <param name="IntegrationId">The integration that the key belongs to; <c>null</c> for a key of an app or of the account.</param>
internal sealed record Caller(string KeyId, string Scope, string? AppId, string? IntegrationId)
{
    public static Caller Of(ApiKey apiKey) => new(apiKey.Id, apiKey.Scope, apiKey.AppId, apiKey.IntegrationId);

    /// <summary>Returns the caller whom <see cref="AccessMiddleware"/> has authorized for this request of the API. Call it only in the handler of a route.</summary>
    public static Caller Of(HttpContext http) => http.Features.Get<Caller>() ?? throw new InvalidOperationException("The route has no access rule.");

    /// <summary>Returns the caller for the audit log and the receipts.</summary>
    public static AuditActor ActorOf(HttpContext http)
    {
        var caller = Of(http);
        return http.RequestServices.GetRequiredService<AuditActorFactory>().Of(http, caller.KeyId, caller.Scope);
    }
}
