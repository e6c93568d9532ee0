using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;

namespace Parhelion.Server.Purging;

/// <summary>How one kind of cache is told what to drop.</summary>
internal interface IPurgeTarget
{
    /// <summary>Kind and host, for the log.</summary>
    string Name { get; }

    /// <summary>The calls that tell it of these, as few as it allows. Repeating one changes nothing.</summary>
    IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges);

    /// <summary>Whether the answer to a call says that everything in it is dropped.</summary>
    ValueTask<bool> ConfirmsAsync(HttpResponseMessage answer, CancellationToken cancellationToken) => new(answer.IsSuccessStatusCode);
}

/// <summary>One call of a cache.</summary>
/// <param name="Keys">Whom it tells of.</param>
/// <param name="Request">What is sent.</param>
internal sealed record PurgeCall(IReadOnlyList<BlobKey> Keys, HttpRequestMessage Request)
{
    public static PurgeCall Of(IReadOnlyList<PurgeRequest> purges, HttpRequestMessage request) => new([.. purges.Select(purgeRequest => purgeRequest.Key)], request);
}
