using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>A response with an access token.</summary>
/// <param name="AccessToken">The access token, a JWT.</param>
/// <param name="TokenType"><c>Bearer</c>.</param>
public sealed record OAuthTokenResponse(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType)
{
    /// <summary>Returns only the type, so that a response in a log line reveals no token.</summary>
    public override string ToString() => TokenType;
}
