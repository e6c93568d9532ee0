using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>Issues and verifies media tokens. A media token is a JWT that grants access to the media of a <see cref="MediaAccessScope"/> for a limited
/// time.</summary>
/// <remarks>The signing key of a media token is derived from the secret of an API key, for this purpose only. Therefore the API does not accept a media token as
/// credentials, and a JWT for the API is no valid media token.</remarks>
internal sealed class MediaTokens(HmacSignatures hmacSignatures, TimeProvider clock)
{
    /// <summary>Lifetime of a token in seconds when its app sets none.</summary>
    public const long DefaultLife = 7200;

    /// <summary>The shortest lifetime that an app can set, in seconds.</summary>
    public const long ShortestLife = 60;

    /// <summary>The longest lifetime that an app can set, in seconds: 30 days. A token with a longer lifetime is invalid.</summary>
    public const long LongestLife = 2_592_000;

    private const string Purpose = "parhelion media token v1";
    private const string Algorithm = "HS256";

    // In characters. A token for a file with the longest name has about 1,500.
    private const int MaxLength = 4096;

    // Seconds that the clock of the issuing node may be ahead. Expiry has no such tolerance.
    private const long Skew = 60;

    /// <summary>Issues a token for a scope that is valid for <paramref name="seconds"/>, signed for an API key.</summary>
    public string Issue(ApiKey apiKey, MediaAccessScope scope, long seconds)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var header = Write(new MediaTokenJwtHeader(Algorithm, "JWT", apiKey.Id), MediaTokenJson.Default.MediaTokenJwtHeader);
        var claims = Write(new MediaTokenClaims(scope.ToString(), now, now + seconds), MediaTokenJson.Default.MediaTokenClaims);
        return $"{header}.{claims}.{HmacSignatures.Sign(apiKey, Purpose, $"{header}.{claims}")}";
    }

    /// <summary>Returns the scope and the expiry time of a token, or <c>null</c> when the token is invalid.</summary>
    public async ValueTask<MediaTokenGrant?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var head, var body, var signature]) return null;
        if (Read(head, MediaTokenJson.Default.MediaTokenJwtHeader) is not { Alg: Algorithm, Kid: { } keyId }) return null;
        if (await hmacSignatures.VerifyAsync(keyId, Purpose, $"{head}.{body}", signature, cancellationToken) is not { } key) return null;
        return Read(body, MediaTokenJson.Default.MediaTokenClaims) is { } claims ? Grant(key, claims) : null;
    }

    private MediaTokenGrant? Grant(ApiKey apiKey, MediaTokenClaims claims)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (claims.Exp <= now || claims.Iat < 0 || claims.Iat > now + Skew || claims.Exp - claims.Iat > LongestLife) return null;
        if (!MediaAccessScope.TryParse(claims.Path, out var scope) || (apiKey.AppId is not null && apiKey.AppId != scope.AppId)) return null;
        return new MediaTokenGrant(apiKey, scope, DateTimeOffset.FromUnixTimeSeconds(claims.Exp));
    }

    private static string Write<T>(T part, JsonTypeInfo<T> type) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part, type));

    private static T? Read<T>(string part, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return Base64Url.IsValid(part) ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(part), type) : null;
        }
        catch (JsonException)
        {
            // This server did not issue the token.
            return null;
        }
    }
}
