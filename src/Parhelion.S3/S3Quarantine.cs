using System.Security.Cryptography;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Moves blobs of an <see cref="S3BlobStore"/> into the quarantine and back. The blobs in the quarantine are the objects below
/// <c>quarantine/</c>.</summary>
/// <remarks>S3 cannot rename an object. So the store copies the blob, and this class compares the copy with the blob and then deletes the blob. After a crash
/// between these steps, the blob and the copy exist, and the next scan repeats the move.</remarks>
internal sealed class S3Quarantine(S3Client client, string bucket, S3Listing listing) : IOrphanQuarantine
{
    /// <inheritdoc />
    public async ValueTask<bool> QuarantineAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var (from, to) = (BlobNames.Of(key), BlobNames.InQuarantine(key));
        if (await HeadAsync(from, cancellationToken) is not { } blob) return false;
        await MoveAsync(from, blob, to, cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public async ValueTask<bool> RestoreAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var (from, to) = (BlobNames.InQuarantine(key), BlobNames.Of(key));
        if (await HeadAsync(from, cancellationToken) is not { } blob) return false;
        if (await HeadAsync(to, cancellationToken) is { } present && present.ContentLength != blob.ContentLength) return false;
        await MoveAsync(from, blob, to, cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<BlobListingEntry> ListAsync(CancellationToken cancellationToken) => listing.QuarantineAsync(cancellationToken);

    private async Task MoveAsync(string from, GetObjectMetadataResponse blob, string to, CancellationToken cancellationToken)
    {
        var copy = new CopyObjectRequest { SourceBucket = bucket, SourceKey = from, DestinationBucket = bucket, DestinationKey = to };
        await S3Errors.AskAsync("CopyObject", () => client.CopyObjectAsync(copy, cancellationToken), cancellationToken);
        await ConfirmAsync(from, blob, to, cancellationToken);
        await S3Deletion.RunAsync(client, bucket, from, cancellationToken);
    }

    // Equal ETags and equal lengths mean equal bytes. A multipart object has another ETag than its copy, so both objects are read and hashed.
    private async Task ConfirmAsync(string from, GetObjectMetadataResponse blob, string to, CancellationToken cancellationToken)
    {
        var copy = await HeadAsync(to, cancellationToken);
        if (copy?.ContentLength == blob.ContentLength)
        {
            if (copy.ETag is { Length: > 0 } tag && tag == blob.ETag) return;
            var (before, after) = (await HashAsync(from, cancellationToken), await HashAsync(to, cancellationToken));
            if (before.AsSpan().SequenceEqual(after)) return;
        }

        throw new IOException($"CopyObject failed: the copy in the S3 store has {copy?.ContentLength ?? 0} of {blob.ContentLength} bytes, or different bytes.");
    }

    private Task<GetObjectMetadataResponse?> HeadAsync(string name, CancellationToken cancellationToken) => S3ObjectLookup.FindAsync(client, bucket, name, cancellationToken);

    private async Task<byte[]> HashAsync(string name, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = bucket, Key = name };
        using var answer = await S3Errors.AskAsync("GetObject", () => client.GetObjectAsync(request, cancellationToken), cancellationToken);
        S3ResponseChecks.RequireWhole(answer);
        return await S3Errors.AskAsync("GetObject", () => SHA256.HashDataAsync(answer.ResponseStream, cancellationToken).AsTask(), cancellationToken);
    }
}
