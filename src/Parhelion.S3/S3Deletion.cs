using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Deletes one object, and returns when it is known to be gone.</summary>
internal static class S3Deletion
{
    /// <summary>Deletes an object that may not be there.</summary>
    /// <exception cref="IOException">It could not be deleted, or something answers in the store's place.</exception>
    public static async Task RunAsync(S3Client client, string bucket, string name, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = bucket, Key = name };
        var answer = await S3Errors.FindAsync("DeleteObject", () => client.DeleteObjectAsync(request, cancellationToken), cancellationToken);
        if (answer is null || S3ResponseChecks.RequireDeleted(answer) || await S3Head.FindAsync(client, bucket, name, cancellationToken) is null) return;
        throw new IOException("DeleteObject failed: it was answered with 204, and the S3 store still has the object.");
    }
}
