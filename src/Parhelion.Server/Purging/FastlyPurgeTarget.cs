using Parhelion.Core.Removing;

namespace Parhelion.Server.Purging;

/// <summary>
/// Purges attachments from Fastly by surrogate key. A surrogate key is what Fastly calls a cache tag. The requests ask for a hard purge, so that Fastly drops
/// the file at once. A soft purge would only mark the file stale.
/// </summary>
internal sealed class FastlyPurgeTarget(Uri api, string service, string token) : IPurgeTarget
{
    /// <summary>Header that lists surrogate keys, separated by spaces: the keys of a media response, or the keys to purge.</summary>
    public const string KeysHeader = "Surrogate-Key";

    // Maximum number of keys that Fastly takes in one call.
    private const int MaxKeys = 256;

    private readonly string url = $"{api.AbsoluteUri.TrimEnd('/')}/service/{Uri.EscapeDataString(service)}/purge";

    public string Name => $"Fastly at {api.Authority}";

    public IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges) => purges.Chunk(MaxKeys).Select(some =>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.TryAddWithoutValidation("Fastly-Key", token);
        request.Headers.TryAddWithoutValidation(KeysHeader, string.Join(' ', some.Select(purgeRequest => purgeRequest.Key)));
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return PurgeCall.Of(some, request);
    });
}
