namespace Parhelion.Server.Purging;

/// <summary>The JSON body that <see cref="HookPurgeTarget"/> posts to a program of the operator. The program then purges the listed files from its cache.</summary>
/// <param name="Urls">The media URLs to purge. If media URLs have several base URLs, each file is listed with each of them.</param>
/// <param name="Tags">One tag for each file. The media responses of the file have this tag in the header <c>Cache-Tag</c>.</param>
internal sealed record PurgeHookBody(IReadOnlyList<string> Urls, IReadOnlyList<string> Tags);
