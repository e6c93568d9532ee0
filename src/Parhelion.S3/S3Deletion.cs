using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Deletes one object of a bucket. If the response may come from another server, this class checks that the store no longer has the object.</summary>
internal static class S3Deletion
{
    /// <summary>Deletes an object. It is no error if the object does not exist.</summary>
    /// <exception cref="IOException">The object could not be deleted, or the response did not come from the store.</exception>
    public static async Task RunAsync(S3Client client, string bucket, string name, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = bucket, Key = name };
        var answer = await S3Errors.FindAsync("DeleteObject", () => client.DeleteObjectAsync(request, cancellationToken), cancellationToken);
        if (answer is null || S3ResponseChecks.RequireDeleted(answer) || await S3ObjectLookup.FindAsync(client, bucket, name, cancellationToken) is null) return;
        throw new IOException("DeleteObject failed: the response was 204, but the S3 store still has the object.");
    }
}
