using System.Buffers.Text;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>JWTs (RFC 7519) that a key has signed: <c>alg</c> HS256 and nothing else, <c>kid</c> the key's id, <c>scope</c> the key's scope,
/// <c>exp</c> and <c>nbf</c> honoured with 60 seconds of skew.</summary>
internal sealed class BearerCredentials(ApiKeys apiKeys, TimeProvider clock)
{
    private const int MaxLength = 8192;
    private const int Parts = 3;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly string[] Algorithms = [SecurityAlgorithms.HmacSha256];

    // Verified with when there is no such key, so that an unknown key takes the time of a wrong signature.
    private static readonly ApiKey Nobody = new("", null, "", Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(64)));

    /// <summary>The key that has signed the token, or <c>null</c>.</summary>
    public async ValueTask<ApiKey?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (!IsCompact(token) || Parse(token) is not { } claims) return null;
        var apiKey = await apiKeys.FindAsync(claims.KeyId, cancellationToken);
        var isSigned = await IsSignedAsync(claims.Token, apiKey ?? Nobody);
        return isSigned && apiKey is not null && claims.Scope == apiKey.Scope ? apiKey : null;
    }

    // Three parts of base64url (RFC 7515, section 7.1). Other forms are for encrypted tokens.
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
            // The library throws a dozen kinds of exceptions, and a new version may add others. Nothing was read but the token: it is no JWT.
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
            // As above.
            return false;
        }
    }

    // As RFC 7515 spells it. A lenient reader passes over padding, and over bits of the last character that mean nothing.
    private static bool IsPlain(string signature) =>
        Base64Url.IsValid(signature) && Base64Url.EncodeToString(Base64Url.DecodeFromChars(signature)) == signature;

    private TokenValidationParameters Parameters(ApiKey apiKey) => new()
    {
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(apiKey.Secret)),
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        // The API makes expiry optional; a token that states it is held to it.
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

    // Made for the first token: many servers never see one.
    private static class Reading
    {
        public static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = MaxLength };
    }
}
