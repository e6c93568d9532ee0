namespace Parhelion.Server.Purging;

/// <summary>The JSON body that <see cref="HookTarget"/> posts to a program of the operator.</summary>
/// <param name="Urls">Media URLs to purge, on every base URL of this server.</param>
/// <param name="Tags">The tag of each file, as in the header <c>Cache-Tag</c> of its media responses.</param>
internal sealed record PurgeHookBody(IReadOnlyList<string> Urls, IReadOnlyList<string> Tags);
