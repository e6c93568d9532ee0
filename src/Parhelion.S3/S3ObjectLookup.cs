using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Checks whether an object exists, and reads its length and ETag, with a HeadObject request.</summary>
/// <remarks>A response to HeadObject has no body. So a response with status 404 may come from a load balancer, and a response with status 200 may come from any
/// server if it has no request id of the store. In these cases a GetObject request for the first byte confirms the result. The response to this request either
/// names the missing object or has the length of the object.</remarks>
internal static class S3ObjectLookup
{
    /// <summary>Reads the metadata of an object; <c>null</c> if the store reports that the object does not exist.</summary>
    /// <exception cref="IOException">The request failed, or the response did not come from the store.</exception>
    public static async Task<GetObjectMetadataResponse?> FindAsync(S3Client client, string bucket, string name, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = bucket, Key = name };
        GetObjectMetadataResponse answer;
        try
        {
            answer = await S3Errors.AskAsync("HeadObject", () => client.GetObjectMetadataAsync(request, cancellationToken), cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            if (await FirstByteAsync(client, bucket, name, cancellationToken) is null) return null;
            throw;
        }

        if (answer.ETag is not { Length: > 2 }) throw new IOException("HeadObject failed: the response has no ETag, which every object has.");
        if (answer.ResponseMetadata?.RequestId is { Length: > 0 }) return answer;
        if (await FirstByteAsync(client, bucket, name, cancellationToken) == answer.ContentLength) return answer;
        throw new IOException("HeadObject failed: the response did not come from the S3 store.");
    }

    // Returns the length of the object; null if it does not exist.
    private static async Task<long?> FirstByteAsync(S3Client client, string bucket, string name, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = bucket, Key = name, ByteRange = new ByteRange(0, 0) };
        try
        {
            using var answer = await S3Errors.FindAsync("GetObject", () => client.GetObjectAsync(request, cancellationToken), cancellationToken);
            return answer is null ? null : S3ResponseChecks.RequireRange(answer, 0, 1);
        }
        catch (IOException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            return 0;
        }
    }
}
