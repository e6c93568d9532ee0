namespace Parhelion.Protocol;

/// <summary>A signed link. Everybody who has it can read the file until it expires.</summary>
/// <param name="Url">The media URL with a query. Opaque: any change makes it invalid.</param>
/// <param name="ExpiresAt">Time at which the link expires.</param>
public sealed record AttachmentLink(string Url, DateTimeOffset ExpiresAt);
