using Parhelion.Core.Removing;

namespace Parhelion.Server.Purging;

/// <summary>Varnish with its module xkey, as deploy/varnish/default.vcl sets it up: by tag, so that every variant of a URL is dropped.</summary>
internal sealed class VarnishTarget(Uri url) : IPurgeTarget
{
    /// <summary>Lists tags, separated by blanks.</summary>
    public const string TagsHeader = "xkey";

    // Of 25 characters each: below the 8 KiB that Varnish takes in one header field.
    private const int MaxTags = 256;

    public string Name => $"Varnish at {url.Authority}";

    public IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges) => purges.Chunk(MaxTags).Select(some =>
    {
        var request = new HttpRequestMessage(PurgeMethod.Purge, url);
        request.Headers.TryAddWithoutValidation(TagsHeader, string.Join(' ', some.Select(purgeRequest => purgeRequest.Key)));
        return PurgeCall.Of(some, request);
    });
}
