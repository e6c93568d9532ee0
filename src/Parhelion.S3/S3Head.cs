using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Looks whether an object is there, and how long it is. The answer to HeadObject has no body: a 404 may be a load balancer's, and a 200 without the id that the
/// store gives to each request may be anybody's. Then GetObject is asked for the first byte, whose answer says by name that there is no such object, or how
/// long it is.</summary>
internal static class S3Head
{
    /// <summary>The header of an object; <c>null</c> when the store says that it is not there.</summary>
    /// <exception cref="IOException">The store cannot be asked, or something answers in its place.</exception>
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

        if (answer.ETag is not { Length: > 2 }) throw new IOException("HeadObject failed: the answer has no ETag, which every object has.");
        if (answer.ResponseMetadata?.RequestId is { Length: > 0 }) return answer;
        if (await FirstByteAsync(client, bucket, name, cancellationToken) == answer.ContentLength) return answer;
        throw new IOException("HeadObject failed: the answer is not that of the S3 store.");
    }

    // The length of the object; null when it is not there.
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
