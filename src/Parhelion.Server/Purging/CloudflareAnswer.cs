namespace Parhelion.Server.Purging;

/// <summary>The part of the response of Cloudflare that is read.</summary>
internal sealed record CloudflareAnswer(bool Success);
