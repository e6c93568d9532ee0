using System.Collections.Concurrent;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Readiness;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Media;

/// <summary>
/// Decides the response when the blob store lacks bytes of an attachment. The status is 404 if the attachment was just removed, and 500 otherwise. For status
/// 500, the class counts the request, logs each attachment once, and warns at <c>/readyz</c>. The operator must then restore the bytes.
/// </summary>
/// <remarks>For an attachment that still exists, status 404 would tell clients and caches that it was deleted, and status 503 would make load balancers drop
/// the node because of one file. For a rendition, the class gives a <see cref="RenditionLostException"/> instead of a response, because a rendition can be made
/// again.</remarks>
internal sealed class MissingBlobHandler(Database database, IBlobStore blobs, MediaDeliveryMetrics metrics, ILogger<MissingBlobHandler> log) : IReadinessEntryProvider
{
    // About 100 bytes each. When a store has lost more files, a longer list does not help.
    private const int MaxRemembered = 1000;

    private readonly ConcurrentDictionary<BlobKey, byte> found = [];

    /// <summary>Checks that the store has all bytes of the file, by asking for its length. Needed before a response without bytes, which would promise what GET
    /// cannot send.</summary>
    /// <exception cref="ProblemException">The bytes are missing or incomplete.</exception>
    /// <exception cref="RenditionLostException">The same for a rendition.</exception>
    public async ValueTask CheckAsync(HttpContext http, MediaFileInfo entry)
    {
        if (await blobs.LengthAsync(entry.Key, http.RequestAborted) != entry.Size) throw await JudgeAsync(http, entry);
    }

    /// <summary>Returns the error for an attachment whose bytes are missing or incomplete. A rendition is no loss, because it can be made again.</summary>
    public async Task<Exception> JudgeAsync(HttpContext http, MediaFileInfo entry)
    {
        if (entry.Rendition is not null) return new RenditionLostException();
        var key = entry.Key;
        var row = await database.ReadAsync((session, token) => AttachmentTable.FindAsync(session, key, token), http.RequestAborted);
        if (row is null) return new ProblemException(Problems.ResourceNotFound);
        metrics.FileMissing();
        if (found.Count < MaxRemembered && found.TryAdd(key, 0))
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
            "files", ComponentReadiness.Warning,
            $"Since the start, {count}{(count == MaxRemembered ? " or more" : "")} attachments were requested whose bytes are missing or incomplete. The log has their ids; 'verify' checks all attachments."),
    };
}
