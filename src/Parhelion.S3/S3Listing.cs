using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>What there is in the bucket, a page at a time: objects, and uploads in parts that were not completed.</summary>
internal sealed class S3Listing(S3Client client, string bucket, int pageSize)
{
    private const string UploadMark = "?uploadId=";

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
        var page = await S3Faults.AskAsync("ListObjectsV2", () => client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
        return page.S3Objects is { Count: > 0 };
    }

    private async IAsyncEnumerable<S3Object> AllAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, MaxKeys = pageSize, ContinuationToken = next };
            var page = await S3Faults.AskAsync("ListObjectsV2", () => client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            foreach (var entry in page.S3Objects ?? []) yield return entry;
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    /// <summary>Uploads of ours that were begun, with their name and id; how much they hold is not told.</summary>
    public async IAsyncEnumerable<StoredBlob> UploadsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket, Prefix = BlobNames.Root, MaxUploads = pageSize };
        bool more;
        do
        {
            var page = await S3Faults.AskAsync("ListMultipartUploads", () => client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken);
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (!BlobNames.TryParse(upload.Key, out var key)) continue;
                yield return new StoredBlob(upload.Key + UploadMark + upload.UploadId, key, StoredBlobState.Staged, 0, At(upload.Initiated));
            }

            more = page.IsTruncated == true;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
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
