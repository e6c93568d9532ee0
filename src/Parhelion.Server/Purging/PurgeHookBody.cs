namespace Parhelion.Server.Purging;

/// <summary>The body that is posted to a purge hook.</summary>
/// <param name="Urls">Media URLs to purge, on every base URL of this server.</param>
/// <param name="Tags">One tag for each file, as in its header <c>Cache-Tag</c>.</param>
internal sealed record PurgeHookBody(IReadOnlyList<string> Urls, IReadOnlyList<string> Tags);
