using System.Collections.Concurrent;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Readiness;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Media;

/// <summary>Decides what is answered when the store does not have the bytes of an attachment that was found. If it was removed a moment ago, that is
/// a plain 404. If its row is still there, bytes were lost, which is a fault for the operator: the answer is 500, each attachment is logged once as an
/// error, requests are counted (<see cref="Telemetry.MissingFiles"/>), and <c>/readyz</c> has a warning.
/// 404 would tell clients and caches that the attachment was deleted; 503 would have load balancers give up the node for one file.</summary>
internal sealed class MissingBlobResponse(Database database, IBlobStore blobs, ILogger<MissingBlobResponse> log) : IReadinessDetail
{
    // About 100 bytes each. A store that has lost more needs no longer list to be looked at.
    private const int MostRemembered = 1000;

    private readonly ConcurrentDictionary<BlobKey, byte> found = [];

    /// <summary>For answers without bytes, which must not promise what GET does not keep. It asks the store for the length.</summary>
    /// <exception cref="ProblemException">The bytes are not there, or not all of them.</exception>
    public async ValueTask CheckAsync(HttpContext http, MediaEntry entry)
    {
        if (await blobs.LengthAsync(entry.Key, http.RequestAborted) != entry.Size) throw await JudgeAsync(http, entry.Key);
    }

    /// <summary>The answer for an attachment whose bytes are not there, or not all of them.</summary>
    public async Task<ProblemException> JudgeAsync(HttpContext http, BlobKey key)
    {
        var row = await database.ReadAsync((session, token) => AttachmentTable.FindAsync(session, key, token), http.RequestAborted);
        if (row is null) return new ProblemException(Problems.ResourceNotFound);
        Telemetry.MissingFiles.Add(1);
        if (found.Count < MostRemembered && found.TryAdd(key, 0))
        {
            using var scope = RequestIds.BeginScope(log, http);
            log.FileMissing(row.Id, row.Size);
        }

        return new ProblemException(Problems.Internal(http.TraceIdentifier));
    }

    /// <inheritdoc />
    public ReadinessEntry? Report() => found.Count switch
    {
        0 => null,
        var count => new ReadinessEntry(
            "files", ReadinessState.Warning,
            $"The bytes of {count}{(count == MostRemembered ? " or more" : "")} attachments that were asked for since the start are missing or cut short. The log has their ids; 'verify' looks for more."),
    };
}
