namespace Parhelion.Server.Purging;

/// <summary>The JSON body of a purge request to Cloudflare. Exactly one of the two lists is set.</summary>
internal sealed record CloudflareBody(IReadOnlyList<string>? Files, IReadOnlyList<string>? Tags);
