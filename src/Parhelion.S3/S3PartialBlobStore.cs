using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Keeps the bytes of unfinished resumable uploads in the bucket, so that any node goes on where another ended: full parts in a multipart upload of the
/// final object, and the rest in tail objects (<see cref="S3PartialState"/>).</summary>
internal sealed class S3PartialBlobStore(S3Client client, S3Options options, string staging, S3Listing listing, SemaphoreSlim sending, S3Probe probe) : IPartialBlobStore
{
    /// <inheritdoc />
    public async ValueTask<IPartialBlobWriter> OpenAsync(BlobKey key, PartialBlobState state, CancellationToken cancellationToken)
    {
        var blob = new S3PartialBlob(TargetOf(key), TailsOf(key), Path.Combine(staging, key.Value), sending, options.Timeout, probe.Note);
        if (state.Length == 0) return new S3PartialBlobWriter(blob, state);
        var parts = S3PartialState.Parse(state.Parts);
        var isThere = await HasPartsAsync(blob.Target, parts, cancellationToken) && await blob.Tails.HasAllAsync(parts.Tails, cancellationToken);
        if (isThere) return new S3PartialBlobWriter(blob, state);
        // The server may stop between publishing a blob and recording it. The parts are the object then.
        var stored = await S3ObjectLookup.FindAsync(client, options.Bucket, blob.Target.Name, cancellationToken);
        return stored?.ContentLength >= state.Length ? new S3PublishedBlobWriter(blob, state, stored.ContentLength) : throw new PartialBlobLostException();
    }

    /// <inheritdoc />
    public async ValueTask DeleteAsync(BlobKey key, PartialBlobState state, CancellationToken cancellationToken)
    {
        var (target, parts) = (TargetOf(key), S3PartialState.Parse(state.Parts));
        var ids = new HashSet<string>(StringComparer.Ordinal);
        // OpenStack Swift still takes the upload of a published object for unfinished, and aborting it would delete the bytes of the object.
        if (parts.UploadId is { } id && await S3ObjectLookup.FindAsync(client, options.Bucket, target.Name, cancellationToken) is null) ids.Add(id);
        // Includes uploads of writers that never reported a state. A listing has only those that are not complete.
        await foreach (var upload in listing.UploadsAsync(target.Name, cancellationToken)) ids.Add(S3Listing.Split(upload.Name).UploadId);
        foreach (var each in ids) await new S3MultipartUpload(target, each).AbortAsync(cancellationToken);
        await TailsOf(key).DeleteAllAsync(parts.Tails, cancellationToken);
    }

    // The store must have each part as it was recorded. It may have more: parts of a writer that stopped before they were recorded. The next writer replaces them,
    // because it sends a part with the same number.
    private static async Task<bool> HasPartsAsync(S3ObjectAddress target, S3PartialState state, CancellationToken cancellationToken)
    {
        if (state.UploadId is null) return true;
        if (await new S3MultipartUpload(target, state.UploadId).ListAsync(cancellationToken) is not { } stored) return false;
        var tags = stored.Where(part => part is { PartNumber: not null, ETag: not null, Size: Spool.PartBytes }).ToDictionary(part => part.PartNumber!.Value, part => part.ETag.Trim('"'));
        return state.Parts.Index().All(part => tags.GetValueOrDefault(part.Index + 1) == part.Item);
    }

    private S3ObjectAddress TargetOf(BlobKey key) => new(client, options.Bucket, BlobNames.Of(key));

    private S3TailFolder TailsOf(BlobKey key) => new(client, options.Bucket, listing, key, options.Timeout);
}
