using System.Buffers.Text;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>
/// Verifies the JWTs (RFC 7519) that callers send as Bearer tokens. Callers sign these JWTs with the secret of an API key. The claim <c>scope</c> must be the
/// scope of this key.
/// </summary>
/// <remarks>In the header of the JWT, <c>alg</c> must be HS256 and <c>kid</c> must be the id of the key. The times <c>exp</c> and <c>nbf</c> are optional. They
/// are checked with a tolerance of 60 seconds for clock skew.</remarks>
internal sealed class JwtVerifier(ApiKeyService apiKeys, TimeProvider clock)
{
    private const int MaxLength = 8192;
    private const int Parts = 3;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly string[] Algorithms = [SecurityAlgorithms.HmacSha256];

    // The signature is verified with this key if there is no such key, so that an unknown key takes as long as a wrong signature.
    private static readonly ApiKey DummyKey = new("", null, "", Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(64)));

    /// <summary>Returns the key that signed the token, or <c>null</c>.</summary>
    public async ValueTask<ApiKey?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (!IsCompact(token) || Parse(token) is not { } claims) return null;
        var apiKey = await apiKeys.FindAsync(claims.KeyId, cancellationToken);
        var isSigned = await IsSignedAsync(claims.Token, apiKey ?? DummyKey);
        return isSigned && apiKey is not null && claims.Scope == apiKey.Scope ? apiKey : null;
    }

    // A signed token has three base64url parts (RFC 7515, section 7.1). Encrypted tokens have other forms and are refused.
    private static bool IsCompact(string token)
    {
        if (token.Length > MaxLength) return false;
        var parts = 0;
        foreach (var part in token.AsSpan().Split('.'))
        {
            if (++parts > Parts || token[part].Length == 0 || !Base64Url.IsValid(token.AsSpan()[part])) return false;
        }

        return parts == Parts;
    }

    private static Claims? Parse(string token)
    {
        try
        {
            var jwt = new JsonWebToken(token);
            if (!jwt.IsSigned || string.IsNullOrEmpty(jwt.Kid) || !IsPlain(jwt.EncodedSignature)) return null;
            return jwt.TryGetPayloadValue<string>("scope", out var scope) ? new Claims(jwt, jwt.Kid, scope) : null;
        }
        catch (Exception)
        {
            // The library throws a dozen types of exceptions, and a new version may add more. The token is the only input, so any of them means: not a
            // JWT.
            return null;
        }
    }

    private async ValueTask<bool> IsSignedAsync(JsonWebToken token, ApiKey apiKey)
    {
        try
        {
            return (await Reading.Handler.ValidateTokenAsync(token, Parameters(apiKey))).IsValid;
        }
        catch (Exception)
        {
            // See Parse: any exception means that the token is not valid.
            return false;
        }
    }

    // Accepts only the exact encoding of RFC 7515. A lenient decoder ignores padding and the unused bits of the last character.
    private static bool IsPlain(string signature) =>
        Base64Url.IsValid(signature) && Base64Url.EncodeToString(Base64Url.DecodeFromChars(signature)) == signature;

    private TokenValidationParameters Parameters(ApiKey apiKey) => new()
    {
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(apiKey.Secret)),
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        // Expiry is optional in the API. IsAlive checks it if the token has one.
        RequireExpirationTime = false,
        ValidateIssuer = false,
        ValidateAudience = false,
        LifetimeValidator = IsAlive,
    };

    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return (notBefore is null || notBefore <= now + Skew) && (expires is null || expires >= now - Skew);
    }

    private sealed record Claims(JsonWebToken Token, string KeyId, string Scope);

    // A class of its own, so that the handler is created with the first token: many servers never get one.
    private static class Reading
    {
        public static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = MaxLength };
    }
}
