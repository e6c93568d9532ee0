using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>The access that a valid media token grants.</summary>
/// <param name="Key">The API key that signed the token.</param>
/// <param name="Scope">The media that the token covers.</param>
/// <param name="Expires">When the token expires.</param>
internal sealed record MediaTokenGrant(ApiKey Key, MediaAccessScope Scope, DateTimeOffset Expires);
