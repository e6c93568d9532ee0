using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Finds out whether the bucket takes objects and gives them up again, with an object of five bytes. Within <see cref="Trust"/> of an upload or of
/// a check that succeeded it only asks for the bucket: stores ask money for each write.</summary>
internal sealed class S3Probe(S3Client client, string bucket)
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    // A timestamp; 0: nothing was written since the start, or the last attempt failed.
    private long written;

    /// <summary>An upload succeeded or failed just now.</summary>
    public void Note(bool isWritten) => Volatile.Write(ref written, isWritten ? TimeProvider.System.GetTimestamp() : 0);

    /// <summary>Writes and erases the object, or asks for the bucket.</summary>
    /// <exception cref="IOException">The bucket is out of reach, or takes no objects.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref written) is not 0 and var last && TimeProvider.System.GetElapsedTime(last) < Trust)
        {
            var head = new HeadBucketRequest { BucketName = bucket };
            await S3Errors.AskAsync("HeadBucket", () => client.HeadBucketAsync(head, cancellationToken), cancellationToken);
            return;
        }

        Note(isWritten: false);
        var put = new PutObjectRequest { BucketName = bucket, Key = BlobNames.Probe, ContentType = "text/plain", ContentBody = "ready", UseChunkEncoding = false };
        S3ResponseChecks.RequireStored(await S3Errors.AskAsync("PutObject", () => client.PutObjectAsync(put, cancellationToken), cancellationToken));
        await S3Deletion.RunAsync(client, bucket, BlobNames.Probe, cancellationToken);
        Note(isWritten: true);
    }
}
