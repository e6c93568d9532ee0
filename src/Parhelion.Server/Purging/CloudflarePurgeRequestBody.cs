namespace Parhelion.Server.Purging;

/// <summary>The JSON body of a purge request to Cloudflare: either a list of URLs or a list of tags. The other list is <c>null</c>.</summary>
internal sealed record CloudflarePurgeRequestBody(IReadOnlyList<string>? Files, IReadOnlyList<string>? Tags);
