using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Looks whether an object is there. The answer to HeadObject has no body, so its 404 may be a load balancer's. Then GetObject is asked for the first
/// byte, whose answer says by name that there is no such object.</summary>
internal static class S3Head
{
    /// <summary>The header of an object; <c>null</c> when the store says that it is not there.</summary>
    /// <exception cref="IOException">The store cannot be asked, or something answers in its place.</exception>
    public static async Task<GetObjectMetadataResponse?> FindAsync(S3Client client, string bucket, string name, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = bucket, Key = name };
        try
        {
            var answer = await S3Faults.AskAsync("HeadObject", () => client.GetObjectMetadataAsync(request, cancellationToken), cancellationToken);
            return answer.ETag is { Length: > 2 } ? answer : throw new IOException("HeadObject failed: the answer has no ETag, which every object has.");
        }
        catch (IOException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            if (await IsMissingAsync(client, bucket, name, cancellationToken)) return null;
            throw;
        }
    }

    private static async Task<bool> IsMissingAsync(S3Client client, string bucket, string name, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = bucket, Key = name, ByteRange = new ByteRange(0, 0) };
        try
        {
            using var answer = await S3Faults.FindAsync("GetObject", () => client.GetObjectAsync(request, cancellationToken), cancellationToken);
            return answer is null;
        }
        catch (IOException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            // It is there, and empty.
            return false;
        }
    }
}
