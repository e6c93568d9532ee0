using System.Text;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Reads and writes the identity of the store as an object beside the blobs.</summary>
internal sealed class S3StoreIdentityFile(S3Client client, string bucket) : IStoreIdentityFile
{
    /// <inheritdoc />
    public async ValueTask<StoreIdentity?> ReadAsync(CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = bucket, Key = BlobNames.IdentityFile };
        using var answer = await S3Errors.FindAsync("GetObject", () => client.GetObjectAsync(request, cancellationToken), cancellationToken);
        if (answer is null) return null;
        S3ResponseChecks.RequireWhole(answer);
        var buffer = new byte[StoreIdentity.MaxBytes];
        var read = await S3Errors.AskAsync(
            "GetObject", () => answer.ResponseStream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).AsTask(), cancellationToken);
        return StoreIdentity.Parse(Encoding.UTF8.GetString(buffer, 0, read));
    }

    /// <inheritdoc />
    public async ValueTask WriteAsync(StoreIdentity mark, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = BlobNames.IdentityFile,
            ContentType = "text/plain",
            ContentBody = mark.ToString(),
            UseChunkEncoding = false,
        };
        S3ResponseChecks.RequireStored(await S3Errors.AskAsync("PutObject", () => client.PutObjectAsync(request, cancellationToken), cancellationToken));
        // Another node may have written its own identity at the same time.
        if (await ReadAsync(cancellationToken) is { } stored && stored.Owner == mark.Owner) return;
        throw new IOException("PutObject failed: the identity file of the store does not have the content that was written.");
    }
}
