using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Checks whether uploads to the bucket work. The check writes and deletes an object of five bytes. For 10 seconds after a successful upload or check,
/// a check sends only a HeadBucket request, because stores charge for each write.</summary>
internal sealed class S3Probe(S3Client client, string bucket)
{
    private const int Attempts = 5;

    private static readonly TimeSpan TrustRecentWrite = TimeSpan.FromSeconds(10);

    // Timestamp of the last successful write; 0 if there was none since the start, or if the last attempt failed.
    private long written;

    /// <summary>Records that an upload has just succeeded or failed.</summary>
    public void Note(bool isWritten) => Volatile.Write(ref written, isWritten ? TimeProvider.System.GetTimestamp() : 0);

    /// <summary>Checks the bucket.</summary>
    /// <exception cref="IOException">The bucket is not reachable, or objects cannot be written or deleted.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref written) is not 0 and var last && TimeProvider.System.GetElapsedTime(last) < TrustRecentWrite)
        {
            var head = new HeadBucketRequest { BucketName = bucket };
            await S3Errors.AskAsync("HeadBucket", () => client.HeadBucketAsync(head, cancellationToken), cancellationToken);
            return;
        }

        Note(isWritten: false);
        await WriteAsync(cancellationToken);
        await S3Deletion.RunAsync(client, bucket, BlobNames.Probe, cancellationToken);
        Note(isWritten: true);
    }

    // All nodes write the same object. A write that another node has overtaken is not confirmed (S3ResponseChecks.IsStored), so write again.
    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var put = new PutObjectRequest { BucketName = bucket, Key = BlobNames.Probe, ContentType = "text/plain", ContentBody = "ready", UseChunkEncoding = false };
            var answer = await S3Errors.AskAsync("PutObject", () => client.PutObjectAsync(put, cancellationToken), cancellationToken);
            if (attempt < Attempts && !S3ResponseChecks.IsStored(answer)) continue;
            S3ResponseChecks.RequireStored(answer);
            return;
        }
    }
}
