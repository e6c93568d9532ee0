using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>Identifies the caller of a request by the Basic or Bearer credentials in the <c>Authorization</c> header. If the credentials are invalid, the result
/// does not reveal which part of them is wrong.</summary>
internal sealed class Authenticator(BasicCredentialsVerifier basic, JwtVerifier bearer)
{
    /// <summary>Returns the caller, or <c>null</c> when the credentials are invalid.</summary>
    public async ValueTask<Caller?> AuthenticateAsync(string authorization, CancellationToken cancellationToken)
    {
        var blank = authorization.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0) return null;
        var scheme = authorization.AsSpan(0, blank);
        var value = authorization[(blank + 1)..].Trim(' ');
        ApiKey? apiKey = null;
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) apiKey = await basic.VerifyAsync(value, cancellationToken);
        else if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) apiKey = await bearer.VerifyAsync(value, cancellationToken);
        return apiKey is null ? null : Caller.Of(apiKey);
    }
}
