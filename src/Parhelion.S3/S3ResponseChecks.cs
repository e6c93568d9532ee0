using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Checks that a response fits its request and comes from the store. The checks are necessary because a proxy, a load balancer or a captive portal may
/// answer instead of the store. The SDK accepts any response with a success status. A response that fails a check is an error, and never counts as a confirmed
/// write, read or deletion.</summary>
internal static class S3ResponseChecks
{
    /// <summary>Requires that the response has exactly the requested range of an object.</summary>
    /// <param name="answer">The response to a request with a range.</param>
    /// <param name="offset">Position of the first requested byte.</param>
    /// <param name="count">Number of requested bytes. The response may have fewer only at the end of the object.</param>
    /// <returns>The length of the whole object in bytes.</returns>
    /// <exception cref="IOException">The response has another range, the whole object, or no valid <c>Content-Range</c>.</exception>
    public static long RequireRange(GetObjectResponse answer, long offset, long count)
    {
        if (answer.HttpStatusCode == HttpStatusCode.PartialContent && TryReadRange(answer.ContentRange, out var from, out var to, out var length) &&
            from == offset && to == Math.Min(offset + count, length) - 1 && answer.ContentLength == to - from + 1)
        {
            return length;
        }

        var got = answer.ContentRange is { Length: > 0 } range ? $" and '{range}'" : "";
        throw new IOException($"GetObject failed: the request was for bytes {offset}-{offset + count - 1}, but the S3 store answered {(int)answer.HttpStatusCode}{got} with {answer.ContentLength} bytes.");
    }

    /// <summary>Requires that the response has a whole object.</summary>
    /// <exception cref="IOException">The status is not 200, or there is no ETag, which every object has.</exception>
    public static void RequireWhole(GetObjectResponse answer) => Require("GetObject", answer.HttpStatusCode == HttpStatusCode.OK && IsTag(answer.ETag), answer.HttpStatusCode);

    /// <summary>Requires that the response confirms a stored object.</summary>
    /// <exception cref="IOException">The status is not 200, or there is no ETag.</exception>
    public static void RequireStored(PutObjectResponse answer) => Require("PutObject", IsStored(answer), answer.HttpStatusCode);

    /// <summary>Whether the response confirms a stored object. OpenStack Swift answers with status 200 and without an ETag if a newer write of the same object
    /// has arrived meanwhile. In this case the older write is not stored.</summary>
    public static bool IsStored(PutObjectResponse answer) => answer.HttpStatusCode == HttpStatusCode.OK && IsTag(answer.ETag);

    /// <summary>Requires that the response confirms a stored part, and returns its ETag.</summary>
    /// <exception cref="IOException">The status is not 200, or there is no ETag.</exception>
    public static string RequireStored(UploadPartResponse answer)
    {
        Require("UploadPart", answer.HttpStatusCode == HttpStatusCode.OK && IsTag(answer.ETag), answer.HttpStatusCode);
        return answer.ETag;
    }

    /// <summary>Requires that the response confirms a started multipart upload, and returns the upload id.</summary>
    /// <exception cref="IOException">There is no upload id.</exception>
    public static string RequireBegun(InitiateMultipartUploadResponse answer)
    {
        Require("InitiateMultipartUpload", !string.IsNullOrEmpty(answer.UploadId), answer.HttpStatusCode);
        return answer.UploadId;
    }

    /// <summary>Requires status 204, and returns whether the store itself confirms the deletion with its request id. Without the id, 204 may come from another
    /// server.</summary>
    /// <exception cref="IOException">The status is not 204.</exception>
    public static bool RequireDeleted(DeleteObjectResponse answer)
    {
        Require("DeleteObject", answer.HttpStatusCode == HttpStatusCode.NoContent, answer.HttpStatusCode);
        return answer.ResponseMetadata?.RequestId is { Length: > 0 };
    }

    /// <summary>Requires status 204, and returns whether the store itself confirms with its request id that it has deleted the parts.</summary>
    /// <exception cref="IOException">The status is not 204.</exception>
    public static bool RequireAborted(AbortMultipartUploadResponse answer)
    {
        Require("AbortMultipartUpload", answer.HttpStatusCode == HttpStatusCode.NoContent, answer.HttpStatusCode);
        return answer.ResponseMetadata?.RequestId is { Length: > 0 };
    }

    /// <summary>Requires that the response is a page of a listing of the bucket.</summary>
    /// <param name="operation">Name of the operation, for the message.</param>
    /// <param name="named">The bucket that the response names.</param>
    /// <param name="bucket">The requested bucket.</param>
    /// <exception cref="IOException">The response names another bucket or none. The SDK would read a page of another server as an empty listing.</exception>
    public static void RequireListing(string operation, string? named, string bucket)
    {
        if (named != bucket) throw new IOException($"{operation} failed: the response is not a listing of the bucket.");
    }

    /// <summary>Whether the store itself reports a missing object or upload. A 404 without its error code may come from another server.</summary>
    public static bool IsNothing(Exception? fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" or "NoSuchUpload" };

    /// <summary>Whether the store itself reports that a multipart upload, or one of its parts, does not exist as it was recorded.</summary>
    public static bool IsLostUpload(Exception? fault) => IsNothing(fault) || fault is AmazonS3Exception { StatusCode: HttpStatusCode.BadRequest, ErrorCode: "InvalidPart" };

    private static void Require(string operation, bool isProper, HttpStatusCode status)
    {
        if (!isProper) throw new IOException($"{operation} failed: the response has status {(int)status} and does not have what a response of the S3 store must have.");
    }

    private static bool IsTag(string? tag) => tag is { Length: > 2 };

    // Reads a Content-Range such as "bytes 0-4/100".
    private static bool TryReadRange(string? text, out long from, out long to, out long length)
    {
        from = to = length = 0;
        if (text?.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase) != true) return false;
        var (dash, slash) = (text.IndexOf('-'), text.IndexOf('/'));
        return dash > 0 && slash > dash && TryReadNumber(text.AsSpan(6, dash - 6), out from) &&
            TryReadNumber(text.AsSpan(dash + 1, slash - dash - 1), out to) && TryReadNumber(text.AsSpan(slash + 1), out length);
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
