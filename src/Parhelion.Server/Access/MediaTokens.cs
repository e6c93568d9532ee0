using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>Media tokens: JWTs that open the media of a <see cref="MediaScope"/> for a time. They are signed by the server, with a key made of
/// the secret of the API key that asked and not with the secret itself: they are no credentials of the API, and those are no media tokens.</summary>
internal sealed class MediaTokens(HmacSignatures hmacSignatures, TimeProvider clock)
{
    /// <summary>Seconds that a token holds when its app does not say.</summary>
    public const long DefaultLife = 7200;

    /// <summary>The fewest seconds that an app can say.</summary>
    public const long ShortestLife = 60;

    /// <summary>The most seconds that an app can say. No token that claims more holds.</summary>
    public const long LongestLife = 2_592_000;

    private const string Purpose = "parhelion media token v1";
    private const string Algorithm = "HS256";

    // One for a file with the longest name has about 1,500 characters.
    private const int MaxLength = 4096;

    // For a token from a node whose clock is ahead. Its end has no such grace.
    private const long Skew = 60;

    /// <summary>A token for a scope, signed for a key.</summary>
    public string Issue(ApiKey apiKey, MediaScope scope, long seconds)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var header = Write(new MediaTokenHeader(Algorithm, "JWT", apiKey.Id), MediaTokenJson.Default.MediaTokenHeader);
        var claims = Write(new MediaTokenClaims(scope.ToString(), now, now + seconds), MediaTokenJson.Default.MediaTokenClaims);
        return $"{header}.{claims}.{HmacSignatures.Sign(apiKey, Purpose, $"{header}.{claims}")}";
    }

    /// <summary>What a token opens and until when, or <c>null</c> when it does not hold.</summary>
    public async ValueTask<MediaGrant?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var head, var body, var signature]) return null;
        if (Read(head, MediaTokenJson.Default.MediaTokenHeader) is not { Alg: Algorithm, Kid: { } keyId }) return null;
        if (await hmacSignatures.VerifyAsync(keyId, Purpose, $"{head}.{body}", signature, cancellationToken) is not { } key) return null;
        return Read(body, MediaTokenJson.Default.MediaTokenClaims) is { } claims ? Grant(key, claims) : null;
    }

    private MediaGrant? Grant(ApiKey apiKey, MediaTokenClaims claims)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (claims.Exp <= now || claims.Iat < 0 || claims.Iat > now + Skew || claims.Exp - claims.Iat > LongestLife) return null;
        if (!MediaScope.TryParse(claims.Path, out var scope) || (apiKey.AppId is not null && apiKey.AppId != scope.AppId)) return null;
        return new MediaGrant(scope, DateTimeOffset.FromUnixTimeSeconds(claims.Exp));
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
            // Not one of ours.
            return null;
        }
    }
}

/// <summary>What a media token opens.</summary>
/// <param name="Scope">Which media.</param>
/// <param name="Expires">Until when.</param>
internal sealed record MediaGrant(MediaScope Scope, DateTimeOffset Expires);

/// <summary>The first part of a media token.</summary>
internal sealed record MediaTokenHeader(string? Alg, string? Typ, string? Kid);

/// <summary>The second part of a media token.</summary>
internal sealed record MediaTokenClaims(string Path, long Iat, long Exp);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MediaTokenHeader))]
[JsonSerializable(typeof(MediaTokenClaims))]
internal sealed partial class MediaTokenJson : JsonSerializerContext;
