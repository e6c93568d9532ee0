using Parhelion.Core.Removing;

namespace Parhelion.Server.Purging;

/// <summary>
/// Purges attachments from Varnish by tag. All media responses of an attachment have the same tag, so that Varnish drops every variant. Varnish must have the
/// module xkey, configured as in deploy/varnish.
/// </summary>
internal sealed class VarnishPurgeTarget(Uri url) : IPurgeTarget
{
    /// <summary>Header that lists tags, separated by spaces.</summary>
    public const string TagsHeader = "xkey";

    // Each tag takes 25 characters, so 256 stay below the 8 KiB that Varnish accepts in one header field.
    private const int MaxTags = 256;

    public string Name => $"Varnish at {url.Authority}";

    public IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges) => purges.Chunk(MaxTags).Select(some =>
    {
        var request = new HttpRequestMessage(PurgeHttpMethod.Purge, url);
        request.Headers.TryAddWithoutValidation(TagsHeader, string.Join(' ', some.Select(purgeRequest => purgeRequest.Key)));
        return PurgeCall.Of(some, request);
    });
}
