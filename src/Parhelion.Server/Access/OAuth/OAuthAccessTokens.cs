using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;

namespace Parhelion.Server.Access.OAuth;

/// <summary>
/// Creates the access tokens of OAuth clients. An access token is a JWT of the scope <c>integration</c>. The key of the client's integration in an app signs
/// the token. The token has no expiry time, and is valid until this key is deleted.
/// </summary>
/// <remarks>Access tokens of Sunshine Conversations have no expiry time either.</remarks>
internal static class OAuthAccessTokens
{
    /// <summary>Returns the access token of a key.</summary>
    public static string Of(ApiKey apiKey, DateTimeOffset now)
    {
        var header = new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = apiKey.Id };
        var payload = new JsonObject { ["scope"] = apiKey.Scope, ["appId"] = apiKey.AppId, ["iat"] = now.ToUnixTimeSeconds() };
        var signed = $"{Encode(header)}.{Encode(payload)}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(apiKey.Secret), Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(WireJson.Text(part)));
}
