using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>Finds out who is calling from the <c>Authorization</c> header. Nothing in the outcome tells which part was wrong.</summary>
internal sealed class Authenticator(BasicCredentials basic, BearerCredentials bearer)
{
    /// <summary>The caller, or <c>null</c> when the header does not hold.</summary>
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
