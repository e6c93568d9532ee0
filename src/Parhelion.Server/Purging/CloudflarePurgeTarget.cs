using System.Net.Http.Headers;
using System.Text.Json;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Purging;

/// <summary>Purges attachments from Cloudflare by URL or by tag. The class also reads the body of each response, because Cloudflare may report a failure there
/// although the status is 200.</summary>
internal sealed class CloudflarePurgeTarget(Uri api, string zone, string token, PurgeBy by, MediaUrls media) : IPurgeTarget
{
    // Maximum number of URLs or tags in one call. All plans of Cloudflare allow 30.
    private const int MaxItems = 30;

    // A confirmation has a few hundred bytes.
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly string url = $"{api.AbsoluteUri.TrimEnd('/')}/zones/{Uri.EscapeDataString(zone)}/purge_cache";

    public string Name => $"Cloudflare at {api.Authority}";

    public IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges) => by == PurgeBy.Tag
        ? purges.Chunk(MaxItems).Select(some => Call(some, new CloudflarePurgeRequestBody(null, [.. some.Select(purgeRequest => purgeRequest.Key.Value)])))
        : purges.SelectMany(purgeRequest => purgeRequest.Paths, (purgeRequest, path) => purgeRequest with { Paths = [path] }).Chunk(Math.Max(1, MaxItems / media.Bases))
            .Select(some => Call(some, new CloudflarePurgeRequestBody([.. some.SelectMany(purgeRequest => media.All(purgeRequest.Paths[0]))], null)));

    public async ValueTask<bool> ConfirmsAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode) return false;
        await answer.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        try
        {
            var body = await answer.Content.ReadFromJsonAsync(CachePurgeJson.Default.CloudflarePurgeResponse, cancellationToken);
            return body is { Success: true };
        }
        // InvalidOperationException: the response names a character set that does not exist.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private PurgeCall Call(IReadOnlyList<PurgeRequest> purges, CloudflarePurgeRequestBody body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = CachePurgeJson.Content(body, CachePurgeJson.Default.CloudflarePurgeRequestBody) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return PurgeCall.Of(purges, request);
    }
}
