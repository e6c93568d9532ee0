using Parhelion.Core.Removing;

namespace Parhelion.Server.Purging;

/// <summary>Fastly: by surrogate key. Its nodes drop what is purged at once, not only mark it as stale.</summary>
internal sealed class FastlyTarget(Uri api, string service, string token) : IPurgeTarget
{
    /// <summary>Lists the keys of an answer, separated by blanks, and those that a purge is about.</summary>
    public const string KeysHeader = "Surrogate-Key";

    // As many as one call may have.
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
