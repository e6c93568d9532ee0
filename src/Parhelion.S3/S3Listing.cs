using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>What there is in the bucket, a page at a time: objects, and uploads in parts that were not completed.</summary>
internal sealed class S3Listing(S3Client client, string bucket, int pageSize)
{
    private const string UploadMark = "?uploadId=";

    // Of a whole listing.
    private const int MostPagesWithinName = 100;

    /// <summary>Objects below <c>blobs/</c>.</summary>
    public async IAsyncEnumerable<StoredBlob> ObjectsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in AllAsync(BlobNames.Root, cancellationToken))
        {
            if (entry.Key is BlobNames.Mark or BlobNames.Probe) continue;
            var isOurs = BlobNames.TryParse(entry.Key, out var key);
            yield return new StoredBlob(
                entry.Key, isOurs ? key : null, isOurs ? StoredBlobState.Whole : StoredBlobState.Foreign, entry.Size ?? 0, At(entry.LastModified));
        }
    }

    /// <summary>Blobs below <c>quarantine/</c>.</summary>
    public async IAsyncEnumerable<StoredBlob> QuarantineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in AllAsync(BlobNames.QuarantineRoot, cancellationToken))
        {
            if (!BlobNames.TryParseQuarantined(entry.Key, out var key)) continue;
            yield return new StoredBlob(entry.Key, key, StoredBlobState.Quarantined, entry.Size ?? 0, At(entry.LastModified));
        }
    }

    /// <summary>Whether there is anything below <c>quarantine/</c>.</summary>
    public async Task<bool> AnyInQuarantineAsync(CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = BlobNames.QuarantineRoot, MaxKeys = 1 };
        return (await PageAsync(request, cancellationToken)).S3Objects is { Count: > 0 };
    }

    private async IAsyncEnumerable<Amazon.S3.Model.S3Object> AllAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        var last = "";
        do
        {
            var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, MaxKeys = pageSize, ContinuationToken = next };
            var page = await PageAsync(request, cancellationToken);
            foreach (var entry in page.S3Objects ?? []) yield return entry;
            next = page.IsTruncated == true ? page.NextContinuationToken ?? "" : null;
            if (next is not null) last = RequireProgress("ListObjectsV2", last, page.S3Objects?.LastOrDefault()?.Key);
        }
        while (next is not null);
    }

    private async Task<ListObjectsV2Response> PageAsync(ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        var page = await S3Errors.AskAsync("ListObjectsV2", () => client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
        S3ResponseChecks.RequireListing("ListObjectsV2", page.Name, bucket);
        return page;
    }

    // A listing goes forward from name to name. One that does not would never end.
    private static string RequireProgress(string operation, string before, string? after) => string.CompareOrdinal(after, before) > 0
        ? after!
        : throw new IOException($"{operation} failed: the S3 store says that there is more, and its listing does not go on.");

    /// <summary>Uploads of ours that were begun, with their name and id; how much they hold is not told.</summary>
    public async IAsyncEnumerable<StoredBlob> UploadsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket, Prefix = BlobNames.Root, MaxUploads = pageSize };
        var last = "";
        var ids = new HashSet<string>(StringComparer.Ordinal);
        bool more;
        do
        {
            var page = await S3Errors.AskAsync("ListMultipartUploads", () => client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken);
            S3ResponseChecks.RequireListing("ListMultipartUploads", page.BucketName, bucket);
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (!BlobNames.TryParse(upload.Key, out var key)) continue;
                yield return new StoredBlob(upload.Key + UploadMark + upload.UploadId, key, StoredBlobState.Staged, 0, At(upload.Initiated));
            }

            more = page.IsTruncated == true;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
            // A name has one upload, or two when the first answer was lost. A page may end between them.
            var isBetween = page.NextKeyMarker == last && page.NextUploadIdMarker is { Length: > 0 } id && ids.Count < MostPagesWithinName && ids.Add(id);
            if (more && !isBetween) last = RequireProgress("ListMultipartUploads", last, page.NextKeyMarker);
        }
        while (more);
    }

    /// <summary>Object name and upload id of an entry of <see cref="UploadsAsync"/>.</summary>
    public static (string Name, string UploadId) Split(string entryName)
    {
        var mark = entryName.IndexOf(UploadMark, StringComparison.Ordinal);
        return (entryName[..mark], entryName[(mark + UploadMark.Length)..]);
    }

    // Nothing is older than what has no date: the scan leaves it alone.
    private static DateTimeOffset At(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.MaxValue;
}
