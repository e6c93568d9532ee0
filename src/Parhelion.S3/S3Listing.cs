using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Lists the objects and the incomplete multipart uploads of a bucket, page by page.</summary>
internal sealed class S3Listing(S3Client client, string bucket, int pageSize)
{
    private const string UploadMark = "?uploadId=";

    // Limits, over a whole listing, the pages that end between two uploads of the same name.
    private const int MaxPagesWithinName = 100;

    /// <summary>Lists the objects below <c>blobs/</c>.</summary>
    public async IAsyncEnumerable<BlobListingEntry> ObjectsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in AllAsync(BlobNames.Root, cancellationToken))
        {
            if (entry.Key is BlobNames.IdentityFile or BlobNames.Probe) continue;
            var isOurs = BlobNames.TryParse(entry.Key, out var key);
            yield return new BlobListingEntry(
                entry.Key, isOurs ? key : null, isOurs ? BlobListingEntryKind.Complete : BlobListingEntryKind.Foreign, entry.Size ?? 0, At(entry.LastModified));
        }
    }

    /// <summary>Lists the blobs below <c>quarantine/</c>.</summary>
    public async IAsyncEnumerable<BlobListingEntry> QuarantineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in AllAsync(BlobNames.QuarantineRoot, cancellationToken))
        {
            if (!BlobNames.TryParseQuarantined(entry.Key, out var key)) continue;
            yield return new BlobListingEntry(entry.Key, key, BlobListingEntryKind.Quarantined, entry.Size ?? 0, At(entry.LastModified));
        }
    }

    /// <summary>Lists the objects of unfinished resumable uploads.</summary>
    /// <param name="prefix"><see cref="BlobNames.PartialRoot"/>, or the prefix of one upload.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async IAsyncEnumerable<BlobListingEntry> PartialAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in AllAsync(prefix, cancellationToken))
        {
            var isOurs = BlobNames.TryParsePartial(entry.Key, out var key);
            yield return new BlobListingEntry(
                entry.Key, isOurs ? key : null, isOurs ? BlobListingEntryKind.Partial : BlobListingEntryKind.Foreign, entry.Size ?? 0, At(entry.LastModified));
        }
    }

    /// <summary>Returns whether any object exists below <c>quarantine/</c>.</summary>
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

    // The names of a listing must ascend from page to page. Otherwise the listing might never end.
    private static string RequireProgress(string operation, string before, string? after) => string.CompareOrdinal(after, before) > 0
        ? after!
        : throw new IOException($"{operation} failed: the S3 store reports more pages, but its listing does not advance.");

    /// <summary>Lists incomplete multipart uploads of blobs. An entry has the object name and the upload id as its name. Its size is 0, because the store does
    /// not report it.</summary>
    /// <param name="prefix"><see cref="BlobNames.Root"/>, or the name of one blob.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async IAsyncEnumerable<BlobListingEntry> UploadsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket, Prefix = prefix, MaxUploads = pageSize };
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
                yield return new BlobListingEntry(upload.Key + UploadMark + upload.UploadId, key, BlobListingEntryKind.Partial, 0, At(upload.Initiated));
            }

            more = page.IsTruncated == true;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
            // A name has one upload, or two if the response to the first request was lost. A page may end between the two.
            var isBetween = page.NextKeyMarker == last && page.NextUploadIdMarker is { Length: > 0 } id && ids.Count < MaxPagesWithinName && ids.Add(id);
            if (more && !isBetween) last = RequireProgress("ListMultipartUploads", last, page.NextKeyMarker);
        }
        while (more);
    }

    /// <summary>Splits the name of an entry of <see cref="UploadsAsync"/> into object name and upload id.</summary>
    public static (string Name, string UploadId) Split(string entryName)
    {
        var mark = entryName.IndexOf(UploadMark, StringComparison.Ordinal);
        return (entryName[..mark], entryName[(mark + UploadMark.Length)..]);
    }

    // An entry without a date counts as new, so that the orphan scan does not delete it.
    private static DateTimeOffset At(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.MaxValue;
}
