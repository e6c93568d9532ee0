using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>Body of <c>POST /oauth/token</c>.</summary>
/// <param name="Code">The authorization code.</param>
/// <param name="GrantType"><c>authorization_code</c>.</param>
/// <param name="ClientId">Id of the client.</param>
/// <param name="ClientSecret">Secret of the client.</param>
/// <param name="RedirectUri">The URI that the code was sent to. Optional.</param>
public sealed record OAuthTokenBody(
    string Code,
    [property: JsonPropertyName("grant_type")] string GrantType,
    [property: JsonPropertyName("client_id")] string ClientId,
    [property: JsonPropertyName("client_secret")] string ClientSecret,
    [property: JsonPropertyName("redirect_uri")] string? RedirectUri = null)
{
    /// <summary>Returns only the id of the client, so that a body in a log line reveals no secret.</summary>
    public override string ToString() => ClientId;
}
