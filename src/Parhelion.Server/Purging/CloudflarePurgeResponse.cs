namespace Parhelion.Server.Purging;

/// <summary>The part of a Cloudflare response that the server reads: whether the purge succeeded.</summary>
internal sealed record CloudflarePurgeResponse(bool Success);
