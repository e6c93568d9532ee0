using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Holds answers against what was asked. Between the server and its store there may be a proxy, a load balancer or a captive portal that answers in the
/// store's place, and the SDK takes whatever has a good status for the store's word. What is no proper answer is a fault of the store: nothing is acknowledged,
/// sent or called erased on its word.</summary>
internal static class S3ResponseChecks
{
    /// <summary>The part of an object that was asked for, and no other.</summary>
    /// <param name="answer">The answer to a request with a range.</param>
    /// <param name="offset">The first byte that was asked for.</param>
    /// <param name="count">How many; fewer come only where the object ends.</param>
    /// <returns>The length of the whole object.</returns>
    /// <exception cref="IOException">It is another part, or all of it, or nothing that says which.</exception>
    public static long RequireRange(GetObjectResponse answer, long offset, long count)
    {
        if (answer.HttpStatusCode == HttpStatusCode.PartialContent && TryReadRange(answer.ContentRange, out var from, out var to, out var length) &&
            from == offset && to == Math.Min(offset + count, length) - 1 && answer.ContentLength == to - from + 1)
        {
            return length;
        }

        var got = answer.ContentRange is { Length: > 0 } range ? $" and '{range}'" : "";
        throw new IOException($"GetObject failed: asked for bytes {offset}-{offset + count - 1}, the S3 store answered {(int)answer.HttpStatusCode}{got} with {answer.ContentLength} bytes.");
    }

    /// <summary>A whole object.</summary>
    /// <exception cref="IOException">The answer is not 200, or has no ETag, which every object has.</exception>
    public static void RequireWhole(GetObjectResponse answer) => Require("GetObject", answer.HttpStatusCode == HttpStatusCode.OK && IsTag(answer.ETag), answer.HttpStatusCode);

    /// <summary>An object that was stored.</summary>
    /// <exception cref="IOException">The answer is not 200, or has no ETag.</exception>
    public static void RequireStored(PutObjectResponse answer) => Require("PutObject", answer.HttpStatusCode == HttpStatusCode.OK && IsTag(answer.ETag), answer.HttpStatusCode);

    /// <summary>A part that was stored; its ETag.</summary>
    /// <exception cref="IOException">The answer is not 200, or has no ETag.</exception>
    public static string RequireStored(UploadPartResponse answer)
    {
        Require("UploadPart", answer.HttpStatusCode == HttpStatusCode.OK && IsTag(answer.ETag), answer.HttpStatusCode);
        return answer.ETag;
    }

    /// <summary>An upload in parts that was begun; its id.</summary>
    /// <exception cref="IOException">The answer has no id.</exception>
    public static string RequireBegun(InitiateMultipartUploadResponse answer)
    {
        Require("InitiateMultipartUpload", !string.IsNullOrEmpty(answer.UploadId), answer.HttpStatusCode);
        return answer.UploadId;
    }

    /// <summary>Whether an object was deleted by the store's own word: 204 with the id that it gives to each request. Something else may answer 204, too.</summary>
    /// <exception cref="IOException">The answer is another one than 204.</exception>
    public static bool RequireDeleted(DeleteObjectResponse answer)
    {
        Require("DeleteObject", answer.HttpStatusCode == HttpStatusCode.NoContent, answer.HttpStatusCode);
        return answer.ResponseMetadata?.RequestId is { Length: > 0 };
    }

    /// <summary>A page of a listing of this bucket.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="named">The bucket that the answer names.</param>
    /// <param name="bucket">The bucket that was asked.</param>
    /// <exception cref="IOException">It names another bucket, or none, as a foreign page does: to the SDK that is a listing of nothing.</exception>
    public static void RequireListing(string operation, string? named, string bucket)
    {
        if (named != bucket) throw new IOException($"{operation} failed: the answer is no listing of the bucket.");
    }

    /// <summary>Whether a fault is the store's word that there is no such object or upload; a 404 alone may be anybody's.</summary>
    public static bool IsNothing(Exception? fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" or "NoSuchUpload" };

    private static void Require(string operation, bool isProper, HttpStatusCode status)
    {
        if (!isProper) throw new IOException($"{operation} failed: {(int)status} came as the answer, which does not say what the S3 store would say.");
    }

    private static bool IsTag(string? tag) => tag is { Length: > 2 };

    // "bytes 0-4/100"
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
