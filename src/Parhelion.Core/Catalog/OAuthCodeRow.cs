namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>oauth_codes</c>. Each row describes an authorization code, which an OAuth client can exchange for an access token
/// once.</summary>
/// <param name="Hash">SHA-256 of the code, in hexadecimal. The code itself is not stored.</param>
/// <param name="ClientId">Id of the OAuth client that the code was issued to.</param>
/// <param name="RedirectUri">The URI that the code was sent to.</param>
/// <param name="AppId">Id of the app that the client gets access to.</param>
/// <param name="GrantedBy">Id of the API key of the operator who granted the access.</param>
/// <param name="KeyId">Id of the API key that was created for the code; <c>null</c> if the code was not used yet.</param>
/// <param name="ExpiresAt">When the code expires.</param>
public sealed record OAuthCodeRow(string Hash, string ClientId, string RedirectUri, string AppId, string GrantedBy, string? KeyId, DateTimeOffset ExpiresAt);
