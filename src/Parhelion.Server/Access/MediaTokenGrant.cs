using Parhelion.Core.Serving;

namespace Parhelion.Server.Access;

/// <summary>The access that a valid media token grants.</summary>
/// <param name="Scope">The media that the token covers.</param>
/// <param name="Expires">When the token expires.</param>
internal sealed record MediaTokenGrant(MediaAccessScope Scope, DateTimeOffset Expires);
