using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;

namespace Parhelion.Server.Purging;

/// <summary>One HTTP request that purges attachments from a cache.</summary>
/// <param name="Keys">The attachments that the request purges.</param>
/// <param name="Request">The HTTP request.</param>
internal sealed record PurgeCall(IReadOnlyList<BlobKey> Keys, HttpRequestMessage Request)
{
    public static PurgeCall Of(IReadOnlyList<PurgeRequest> purges, HttpRequestMessage request) => new([.. purges.Select(purgeRequest => purgeRequest.Key)], request);
}
