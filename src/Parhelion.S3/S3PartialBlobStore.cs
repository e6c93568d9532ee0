using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Stores the bytes of unfinished resumable uploads in the bucket, so that any node can continue an upload. Full parts are stored in a multipart
/// upload of the final object. All other bytes are stored in tail objects (<see cref="S3PartialState"/>).</summary>
internal sealed class S3PartialBlobStore(S3Client client, S3Options options, string staging, S3Listing listing, SemaphoreSlim sending, S3Probe probe) : IPartialBlobStore
{
    // OpenStack Swift lists a part a moment after it has confirmed it.
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    /// <inheritdoc />
    public async ValueTask<IPartialBlobWriter> OpenAsync(BlobKey key, PartialBlobState state, CancellationToken cancellationToken)
    {
        var blob = new S3PartialBlob(TargetOf(key), TailsOf(key), Path.Combine(staging, key.Value), sending, options.Timeout, probe.Note);
        var parts = S3PartialState.Parse(state.Parts);
        if (parts.UploadId is null && state.IsContinued) await TryAbortOthersAsync(blob.Target, cancellationToken);
        if (state.Length == 0) return new S3PartialBlobWriter(blob, state);
        var found = await FindPartsAsync(blob.Target, parts, cancellationToken);
        if (found == true && await blob.Tails.HasAllAsync(parts.Tails, cancellationToken)) return new S3PartialBlobWriter(blob, state);
        // The server may stop between publishing a blob and recording it. The parts are the object then.
        var stored = await S3ObjectLookup.FindAsync(client, options.Bucket, blob.Target.Name, cancellationToken);
        if (stored?.ContentLength >= state.Length) return new S3PublishedBlobWriter(blob, state, stored.ContentLength);
        throw found == false ? new IOException("ListParts failed: the S3 store has the multipart upload, but not all of its parts.") : new PartialBlobLostException();
    }

    /// <summary>Aborts a multipart upload of a blob if the store still has it and has no object of this name.</summary>
    public async Task AbortUnusedAsync(string name, string uploadId, CancellationToken cancellationToken)
    {
        var target = new S3ObjectAddress(client, options.Bucket, name);
        var isThere = false;
        await foreach (var upload in listing.UploadsAsync(name, cancellationToken)) isThere |= S3Listing.Split(upload.Name) == (name, uploadId);
        if (isThere && await S3ObjectLookup.FindAsync(client, options.Bucket, name, cancellationToken) is null) await new S3MultipartUpload(target, uploadId).AbortAsync(cancellationToken);
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
    // Null: the store does not have the multipart upload. False: it has, but not all of its parts.
    private static async Task<bool?> FindPartsAsync(S3ObjectAddress target, S3PartialState state, CancellationToken cancellationToken)
    {
        if (state.UploadId is null) return true;
        var upload = new S3MultipartUpload(target, state.UploadId);
        var found = await HasPartsAsync(upload, state, cancellationToken);
        for (var tries = 0; found == false && tries < Waits.Length; tries++)
        {
            await Task.Delay(Waits[tries], TimeProvider.System, cancellationToken);
            found = await HasPartsAsync(upload, state, cancellationToken);
        }

        return found;
    }

    private static async Task<bool?> HasPartsAsync(S3MultipartUpload upload, S3PartialState state, CancellationToken cancellationToken)
    {
        if (await upload.ListAsync(cancellationToken) is not { } stored) return null;
        var tags = stored.Where(part => part is { PartNumber: not null, ETag: not null, Size: Spool.PartBytes }).ToDictionary(part => part.PartNumber!.Value, part => part.ETag.Trim('"'));
        return state.Parts.Index().All(part => tags.GetValueOrDefault(part.Index + 1) == part.Item);
    }

    // What earlier writers began and no state names. The upload of an object that exists is not touched: see DeleteAsync.
    private async Task TryAbortOthersAsync(S3ObjectAddress target, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var upload in listing.UploadsAsync(target.Name, cancellationToken))
            {
                if (await S3ObjectLookup.FindAsync(client, options.Bucket, target.Name, cancellationToken) is not null) return;
                await new S3MultipartUpload(target, S3Listing.Split(upload.Name).UploadId).AbortAsync(cancellationToken);
            }
        }
        catch (IOException)
        {
            // The next writer aborts them, or the deletion of the upload, or the orphan scan.
        }
    }

    private S3ObjectAddress TargetOf(BlobKey key) => new(client, options.Bucket, BlobNames.Of(key));

    private S3TailFolder TailsOf(BlobKey key) => new(client, options.Bucket, listing, key, options.Timeout);
}
