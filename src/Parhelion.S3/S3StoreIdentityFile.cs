using System.Text;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Keeps the identity file of an <see cref="S3BlobStore"/> as an object beside the blobs.</summary>
internal sealed class S3StoreIdentityFile(S3Client client, string bucket) : IStoreIdentityFile
{
    private const int Attempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc />
    /// <remarks>While another node replaces the object, Swift may answer 404 for a moment. Such a store must not look like a new one, so 404 is believed only if it
    /// comes again.</remarks>
    public async ValueTask<StoreIdentity?> ReadAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = await FindAsync(cancellationToken);
            if (stored is not null || attempt == Attempts) return stored;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async ValueTask WriteAsync(StoreIdentity mark, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await PutAsync(mark, cancellationToken);
            var isStored = S3ResponseChecks.IsStored(answer);
            // Another node may have written at the same time: its own identity, or the same with another watermark.
            var stored = await ReadAsync(cancellationToken);
            if (stored?.Owner == mark.Owner && (isStored || stored.Watermark >= mark.Watermark)) return;
            if (isStored || (stored is not null && stored.Owner != mark.Owner))
            {
                throw new IOException("PutObject failed: the identity file of the store does not have the content that was written.");
            }

            // The write was not confirmed, and its content is not there. If another node has overtaken it, a further attempt succeeds.
            if (attempt == Attempts) S3ResponseChecks.RequireStored(answer);
        }
    }

    private async ValueTask<StoreIdentity?> FindAsync(CancellationToken cancellationToken)
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

    private Task<PutObjectResponse> PutAsync(StoreIdentity mark, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = BlobNames.IdentityFile,
            ContentType = "text/plain",
            ContentBody = mark.ToString(),
            UseChunkEncoding = false,
        };
        return S3Errors.AskAsync("PutObject", () => client.PutObjectAsync(request, cancellationToken), cancellationToken);
    }
}
